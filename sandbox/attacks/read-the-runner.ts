import type { Attack } from './attack.ts';

/**
 * Reads the runner's memory and environment, where the whole job is.
 * Expected: it is not dumpable, so /proc shows nothing of it.
 * Control: a dumpable runner can be read.
 */
export const readTheRunner: Attack = {
  name: 'read-the-runner',
  source: `
got = []
for name in ('environ', 'maps', 'mem'):
    try:
        with open(f'/proc/1/{name}', 'rb') as file:
            if name != 'mem':
                file.read(10)
            got.append(name)
    except OSError:
        pass
tell(bool(got), got)
`,
  control: { without: 'undumpable runner' },
};
