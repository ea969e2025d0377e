import type { Attack } from './attack.ts';

/**
 * Stops (not kills) the warm interpreter, so that the next test waits for it.
 * Expected: the runner lets it go on, the next test runs.
 * Control: where the runner is not process 1, stopping all stops it too: nothing is heard any more, until it is killed.
 */
export const stopTheInterpreter: Attack = {
  name: 'stop-the-interpreter',
  source: `
stopped = [pid for pid in processes() if pid not in (1, os.getpid())]
for pid in stopped:
    os.kill(pid, signal.SIGSTOP)
for pid in stopped:
    if open(f'/proc/{pid}/comm').read().strip() == 'runner':
        os.kill(pid, signal.SIGKILL)
held('stopped', stopped)
`,
  control: { without: 'runner is process 1', shows: (_results, broken) => broken !== null },
};
