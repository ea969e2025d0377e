import type { Attack } from './attack.ts';

/**
 * Keeps data in the kernel's key rings, which outlive a process and are shared by a user id.
 * Expected: refused. Control: without the filter a key is stored.
 */
export const kernelKeys: Attack = {
  name: 'kernel-keys',
  source: `
tell_call('add_key', syscall(248, b'user', b'note', b'seen', 4, -4))
`,
  control: { without: 'seccomp' },
};
