import { expect } from 'vitest';
import type { Attack } from './attack.ts';

/**
 * Ignores every signal it can and sleeps: no CPU time is used, so only the clock can end it.
 * Expected: time_limit by wall time.
 * Control: with more on the clock it sleeps its 3 s out.
 */
export const sleeper: Attack = {
  name: 'sleeper',
  source: `
for number in range(1, 32):
    if number not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(number, signal.SIG_IGN)
time.sleep(3)
breach('slept')
`,
  wallMs: 1500,
  endings: ['time_limit'],
  verify: ([result]) => expect(result?.timeKind).toBe('wall'),
  control: { without: 'time limit' },
};
