import type { Attack } from './attack.ts';

/**
 * Children that end at once and are never waited for fill the process table with zombies.
 * Expected: the table is the container's own and small; the next test finds it empty.
 * Control: with room for 2,000 over 500 zombies stand.
 */
export const zombieFlood: Attack = {
  name: 'zombie-flood',
  source: `
count = 0
try:
    while count < 600:
        if os.fork() == 0:
            os._exit(0)
        count += 1
except OSError:
    pass
tell(count > 500, count, 'zombies')
`,
  control: { without: 'process limit' },
};
