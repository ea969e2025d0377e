import type { Attack } from './attack.ts';

/**
 * Forks as fast as it can; every child lives on.
 * Expected: the container's process table ends it at 128, and all of them are ended after the test.
 * Control: with room for 2,000 processes it gets over 500.
 */
export const forkBomb: Attack = {
  name: 'fork-bomb',
  source: `
count = 0
try:
    while count < 600:
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        count += 1
except OSError:
    pass
tell(count > 500, count, 'children')
`,
  control: { without: 'process limit' },
};
