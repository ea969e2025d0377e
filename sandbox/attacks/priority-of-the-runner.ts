import type { Attack } from './attack.ts';

/**
 * Gives the runner the lowest priority, so that it is late to enforce limits.
 * Expected: refused. Control: without the filter it is done.
 */
export const priorityOfTheRunner: Attack = {
  name: 'priority-of-the-runner',
  source: `
tell_call('setpriority', syscall(141, 0, 1, 19))
`,
  control: { without: 'seccomp' },
};
