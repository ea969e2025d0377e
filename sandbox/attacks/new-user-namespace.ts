import type { Attack } from './attack.ts';

/**
 * In a user namespace of its own it would be root, with the kernel's administrative code in reach.
 * Expected: refused. Control: without the filter it is made.
 */
export const newUserNamespace: Attack = {
  name: 'new-user-namespace',
  source: `
pid = os.fork()
if pid == 0:
    os._exit(0 if syscall(272, 0x10000000) == 0 else 1)
tell(os.waitpid(pid, 0)[1] == 0, 'unshare')
`,
  control: { without: 'seccomp' },
};
