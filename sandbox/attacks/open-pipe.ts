import { expect } from 'vitest';
import type { Attack } from './attack.ts';

/**
 * A left-over child keeps standard output open, so that whoever reads to its end waits for ever.
 * Expected: the test ends with its own process, and the child is gone in the next.
 * Control: without ending left-overs the child lives on.
 */
export const openPipe: Attack = {
  name: 'open-pipe',
  source: `
if step == 'hold':
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
    held('left a child on the pipe')
else:
    others = [pid for pid in processes() if pid not in (1, os.getpid())]
    tell(len(others) > 1, 'others', others)
`,
  steps: ['hold', 'look'],
  verify: ([first]) => expect(first?.wallMs).toBeLessThan(30_000),
  control: { without: 'ending left-overs' },
};
