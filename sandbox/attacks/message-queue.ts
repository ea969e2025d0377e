import type { Attack } from './attack.ts';

/**
 * Message queues of System V outlive the process that made them.
 * Expected: refused. Control: without the filter a queue is made.
 */
export const messageQueue: Attack = {
  name: 'message-queue',
  source: `
tell_call('msgget', syscall(68, 4711, 0o1600))
`,
  control: { without: 'seccomp' },
};
