import type { Attack } from './attack.ts';

/**
 * userfaultfd holds the kernel at a chosen point, which makes races easy to win.
 * Expected: refused. Control: without the filter it opens.
 */
export const userFault: Attack = {
  name: 'user-fault',
  source: `
tell_call('userfaultfd', syscall(323, 1))
`,
  control: { without: 'seccomp' },
};
