import type { Attack } from './attack.ts';

/**
 * Binds the runner to one processor, which it then keeps busy.
 * Expected: refused. Control: without the filter it is done.
 */
export const processorOfTheRunner: Attack = {
  name: 'processor-of-the-runner',
  source: `
import struct
tell_call('sched_setaffinity', syscall(203, 1, 8, struct.pack('Q', 1)))
`,
  control: { without: 'seccomp' },
};
