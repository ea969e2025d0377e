import type { Attack } from './attack.ts';

/**
 * A crash that leaves a memory image in the folder, to fill it or to be read.
 * Expected: no core is written.
 * Control: with cores allowed there is one.
 */
export const coreDump: Attack = {
  name: 'core-dump',
  source: `
pid = os.fork()
if pid == 0:
    os.abort()
_, status = os.waitpid(pid, 0)
tell(os.WCOREDUMP(status), 'core written:', os.WCOREDUMP(status))
`,
  control: { without: 'core limit' },
};
