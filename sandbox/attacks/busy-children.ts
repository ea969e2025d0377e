import { expect } from 'vitest';
import type { Attack } from './attack.ts';

/**
 * Burns CPU in children while the parent sleeps: limits of one process (RLIMIT_CPU) do not see the sum.
 * Expected: time_limit by CPU time, counted for the whole container.
 * Control: with 10 s allowed it burns more than the limit.
 */
export const busyChildren: Attack = {
  name: 'busy-children',
  source: `
for _ in range(4):
    if os.fork() == 0:
        while time.process_time() < 0.25:
            pass
        os._exit(0)
for _ in range(4):
    os.wait()
breach('burned 1 s')
`,
  endings: ['time_limit'],
  verify: ([result]) => expect(result?.timeKind).toBe('cpu'),
  control: { without: 'time limit', shows: ([result]) => (result?.cpuMs ?? 0) > 600 },
};
