import type { Attack } from './attack.ts';

/**
 * Shared memory segments of System V outlive the process that made them.
 * Expected: refused. Control: without the filter a segment is made.
 */
export const systemFiveMemory: Attack = {
  name: 'system-five-memory',
  source: `
tell_call('shmget', syscall(29, 4711, 4096, 0o1600))
`,
  control: { without: 'seccomp' },
};
