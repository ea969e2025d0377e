import process from 'node:process';
import { judgeTest } from './judge.ts';
import type { ChildAnswer, JudgeTask } from './judge-apart.ts';

/** Judges one test after another for the worker that started it (judge-apart.ts). It has no environment, no socket and no database. */
const answer = (message: ChildAnswer) => process.send!(message);

process.on('message', ({ test, result, submitted }: JudgeTask) => {
  try {
    answer({ kind: 'judged', outcome: judgeTest(test, result, submitted) });
  } catch {
    answer({ kind: 'unjudgeable' });
  }
});

// Who stops a worker with all of its group means the worker, which ends this one by hanging up: to be killed here would look like a fault.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

answer({ kind: 'ready' });
