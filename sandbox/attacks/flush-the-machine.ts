import type { Attack } from './attack.ts';

/**
 * sync() makes the whole machine write its disks, again and again.
 * Expected: refused. Control: without the filter it does.
 */
export const flushTheMachine: Attack = {
  name: 'flush-the-machine',
  source: `
tell_call('sync', syscall(162))
`,
  control: { without: 'seccomp' },
};
