import { parentPort } from 'node:worker_threads';
import { judgeTest } from './judge.ts';
import type { JudgeTask, ThreadAnswer } from './judge-in-thread.ts';

/** A thread that judges one test after another (judge-in-thread.ts starts it). It has no environment, no socket and no database. */
const port = parentPort!;
const answer = (message: ThreadAnswer) => port.postMessage(message);

port.on('message', ({ test, result, submitted }: JudgeTask) => {
  try {
    answer({ kind: 'judged', outcome: judgeTest(test, result, submitted) });
  } catch (error) {
    answer({ kind: 'threw', message: String(error) });
  }
});
port.on('messageerror', () => answer({ kind: 'threw', message: 'It could not be taken over.' }));
answer({ kind: 'ready' });
