import type { Attack } from './attack.ts';

/**
 * kill(-1): every process of the user but itself and process 1; the warm interpreter is among them.
 * Expected: the interpreter is started again, the next test runs.
 * Control: where the runner is not process 1, it dies too.
 */
export const killEveryone: Attack = {
  name: 'kill-everyone',
  source: `
os.kill(-1, signal.SIGKILL)
time.sleep(0.05)
held('still here')
`,
  control: { without: 'runner is process 1', shows: (_results, broken) => broken !== null },
};
