import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { SandboxFault } from '#sandbox/sandbox-fault.ts';
import { createSlots } from '#sandbox/slots.ts';
import type { SandboxTestResult } from '#sandbox/types.ts';
import { unjudgeable } from './judge.ts';
import type { JudgedBy, Submitted, TestOutcome } from './judge.ts';

/*
 * What a program printed or returned, and what it complained of, is a stranger's text: comparing it may throw, take for ever or fill the
 * memory, and none of that may reach the worker or anybody else's submission. So each test is judged in a thread that can be ended,
 * within a time. Threads stay for the next test; handing one over costs about a tenth of a millisecond.
 * (Not Piscina: the signal that ends a task of its also counts the wait for a free thread and the start of a new one, and on a busy
 * machine that would be somebody's wrong answer.)
 */

export type JudgeTask = { test: JudgedBy; result: SandboxTestResult; submitted: Submitted };

export type ThreadAnswer =
  { kind: 'ready' } | { kind: 'judged'; outcome: TestOutcome } | { kind: 'threw'; message: string };

type Answer = ThreadAnswer | { kind: 'exceeded' };

/** A test is judged in some hundredths of a millisecond; one of 4 MB in 100 ms, on a machine with nothing else to do. */
const deadlineMs = 2_000;
/** What exceeds it is judged once more, in a fresh thread and with more time: a machine that stood still fails nobody. */
const secondDeadlineMs = 20_000;
/** So much may be lost to one submission's tests; then each of the others gets only the least, which still is enough for an honest one. */
const mostLostMs = 30_000;
const leastDeadlineMs = 100;

// Twice the largest output, its parts and the expected one; the hand-over itself is bounded by the sandbox's output limit.
const memory = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 64 };

// One hostile submission keeps at most one of them busy.
const turns = createSlots(Math.max(2, availableParallelism()));
const idle: Worker[] = [];

/** Starts a thread that nobody needs yet, so that the first test does not wait for it. */
export async function warmJudging(): Promise<void> {
  if (idle.length > 0) return;
  const release = await turns.acquire();
  try {
    if (idle.length === 0) rest(await startThread());
  } finally {
    release();
  }
}

/**
 * Judges the tests of one submission, one at a time, where they can cost only that submission.
 * @returns a function that never throws for what is in a result: what cannot be judged is that test's verdict
 */
export function createJudge(submitted: Submitted) {
  let lostMs = 0;

  async function within(task: JudgeTask, milliseconds: number): Promise<Answer> {
    const answer = await ask(task, milliseconds);
    if (answer.kind === 'exceeded') lostMs += milliseconds;
    return answer;
  }

  /** @throws SandboxFault host_fault when no thread can be started */
  return async (test: JudgedBy, result: SandboxTestResult): Promise<TestOutcome> => {
    const task = { test, result, submitted };
    let answer = await within(task, lostMs < mostLostMs ? deadlineMs : leastDeadlineMs);
    if (answer.kind === 'exceeded' && lostMs < mostLostMs) answer = await within(task, secondDeadlineMs);
    if (answer.kind === 'judged') return answer.outcome;
    return unjudgeable(
      test,
      result,
      answer.kind === 'exceeded'
        ? 'The answer could not be compared within its time.'
        : 'The answer could not be compared: it is nested too deeply or too large.',
    );
  };
}

/** Has one test judged by a thread that is free, and ends the thread when it does not answer in time or breaks. */
async function ask(task: JudgeTask, milliseconds: number): Promise<Answer> {
  const release = await turns.acquire();
  try {
    const thread = idle.pop() ?? (await startThread());
    thread.ref();
    const answer = await answerOf(thread, task, milliseconds);
    if (answer.kind === 'exceeded') void thread.terminate();
    else rest(thread);
    return answer;
  } finally {
    release();
  }
}

function answerOf(thread: Worker, task: JudgeTask, milliseconds: number): Promise<Answer> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle({ kind: 'exceeded' }), milliseconds);
    const broken = () => settle({ kind: 'exceeded' });
    const unreadable = () => settle({ kind: 'threw', message: 'The outcome could not be taken over.' });
    const settle = (answer: Answer) => {
      clearTimeout(timer);
      thread.off('message', settle).off('error', broken).off('exit', broken).off('messageerror', unreadable);
      resolve(answer);
    };
    thread.on('message', settle).on('error', broken).on('exit', broken).on('messageerror', unreadable);
    try {
      thread.postMessage(task);
    } catch (error) {
      settle({ kind: 'threw', message: String(error) }); // what is nested too deeply cannot even be handed over
    }
  });
}

async function startThread(): Promise<Worker> {
  const thread = new Worker(new URL('./judging-thread.ts', import.meta.url), {
    name: 'judging',
    resourceLimits: memory,
    execArgv: [],
    env: {},
  });
  const ready = Promise.withResolvers<void>();
  const failed = (cause: unknown) =>
    ready.reject(
      new SandboxFault('host_fault', `No thread could be started to judge in: ${String(cause)}`, { cause }),
    );
  thread.once('message', () => ready.resolve()).once('exit', (code) => failed(`it ended with code ${code}`));
  thread.on('error', failed); // of one that is ready, its exit tells as much
  await ready.promise;
  thread.on('exit', () => {
    if (idle.includes(thread)) idle.splice(idle.indexOf(thread), 1);
  });
  return thread;
}

/** Keeps a thread for the next test; it does not keep the process alive. */
function rest(thread: Worker): void {
  thread.unref();
  idle.push(thread);
}
