import { expect } from 'vitest';
import type { Attack } from './attack.ts';

/**
 * An endless loop.
 * Expected: time_limit by CPU time.
 * Control: with 10 s allowed it loops past the limit.
 */
export const busyLoop: Attack = {
  name: 'busy-loop',
  source: `
while time.process_time() < 1:
    pass
breach('looped for 1 s')
`,
  endings: ['time_limit'],
  verify: ([result]) => expect(result?.timeKind).toBe('cpu'),
  control: { without: 'time limit', shows: ([result]) => (result?.cpuMs ?? 0) > 600 },
};
