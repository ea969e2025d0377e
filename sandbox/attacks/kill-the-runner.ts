import type { Attack } from './attack.ts';

/**
 * Signals process 1, the runner, with everything there is, to end the container and get a free retry.
 * Expected: process 1 takes no signal from inside its container.
 * Control: with another process 1 the runner is an ordinary process, and dies.
 */
export const killTheRunner: Attack = {
  name: 'kill-the-runner',
  source: `
for pid in processes():
    comm = open(f'/proc/{pid}/comm').read().strip()
    if comm == 'runner' or pid == 1:
        for number in (signal.SIGTERM, signal.SIGSEGV, signal.SIGSTOP, signal.SIGKILL):
            try:
                os.kill(pid, number)
            except OSError:
                pass
time.sleep(0.1)
held('the runner lives')
`,
  control: { without: 'runner is process 1', shows: (_results, broken) => broken !== null },
};
