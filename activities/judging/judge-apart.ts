import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { reasonOf } from '#domain/grading/reason.ts';
import { SandboxFault } from '#sandbox/sandbox-fault.ts';
import { createSlots } from '#sandbox/slots.ts';
import type { SandboxTestResult } from '#sandbox/types.ts';
import { unjudgeable } from './judge.ts';
import type { JudgedBy, Submitted, TestOutcome } from './judge.ts';
import { startJudgingChild } from './start-judging-child.ts';

/*
 * What a program printed or returned, and what it complained of, is a stranger's text: comparing it may throw, take for ever or fill the
 * memory, and none of that may reach the worker or anybody else's submission. So each test is judged in a child process within a time
 * and a memory; a child stays for the next test, and handing one over costs a tenth of a millisecond.
 *
 * Not a thread: where the memory of one runs out, V8 may end the whole process (seen with Node 24.21: "Reached heap limit" while an array grew).
 * Not Piscina: threads again, and the signal that ends a task of its also counts the wait for a free one, which on a busy machine
 * would be somebody's wrong answer.
 */

export type JudgeTask = { test: JudgedBy; result: SandboxTestResult; submitted: Submitted };

export type ChildAnswer =
  { kind: 'ready' } | { kind: 'judged'; outcome: TestOutcome } | { kind: 'unjudgeable' };

/** `late`: no answer in time. `died`: the child ended over it. */
type Answer = ChildAnswer | { kind: 'late' } | { kind: 'died' };

const times = {
  /** A test is judged in some hundredths of a millisecond; one of 4 MB in 100 ms, on a machine with nothing else to do. */
  deadlineMs: 2_000,
  /** What exceeds it is judged once more, in a fresh child and with more time: a machine that stood still fails nobody. */
  secondDeadlineMs: 20_000,
  /** So much may be lost to one submission's tests; then each of the others gets only the least, which still is enough for an honest one. */
  maxLostMs: 30_000,
  minDeadlineMs: 100,
};

/** Signals that come from outside: what was judged has no part in them. */
const fromOutside = new Set<NodeJS.Signals>(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']);

// One hostile submission keeps at most one child busy.
const turns = createSlots(Math.max(2, availableParallelism()));
const idle: ChildProcess[] = [];

/** Starts a child that nobody needs yet, so that the first test does not wait for it. */
export async function warmJudging(): Promise<void> {
  if (idle.length > 0) return;
  const release = await turns.acquire();
  try {
    if (idle.length === 0) rest(await startChild());
  } finally {
    release();
  }
}

/**
 * Judges the tests of one submission, one at a time, where they can cost only that submission.
 * @param changes other times than the usual ones, for tests
 * @returns a function that never throws for what is in a result: what cannot be judged is that test's verdict
 */
export function createJudge(submitted: Submitted, changes: Partial<typeof times> = {}) {
  const { deadlineMs, secondDeadlineMs, maxLostMs, minDeadlineMs } = { ...times, ...changes };
  let lostMs = 0;

  async function within(task: JudgeTask, milliseconds: number): Promise<Answer> {
    const answer = await ask(task, milliseconds);
    if (answer.kind === 'late') lostMs += milliseconds;
    return answer;
  }

  /** @throws SandboxFault host_fault when the machine starts no child, or somebody else ended it; what startJudgingChild throws besides */
  return async (test: JudgedBy, result: SandboxTestResult): Promise<TestOutcome> => {
    const task = { test, result, submitted };
    let answer = await within(task, lostMs < maxLostMs ? deadlineMs : minDeadlineMs);
    if (answer.kind === 'late' && lostMs < maxLostMs) answer = await within(task, secondDeadlineMs);
    if (answer.kind === 'judged') return answer.outcome;
    return unjudgeable(
      test,
      result,
      answer.kind === 'late' ? reasonOf('comparing_too_slow', {}) : reasonOf('not_comparable', {}),
    );
  };
}

/** Has one test judged by a child that is free, and ends the child when it does not answer in time. */
async function ask(task: JudgeTask, milliseconds: number): Promise<Answer> {
  const release = await turns.acquire();
  try {
    const child = idle.pop() ?? (await startChild());
    keepAlive(child);
    const answer = await answerOf(child, task, milliseconds);
    if (answer.kind === 'late') child.kill('SIGKILL');
    else if (answer.kind !== 'died') rest(child);
    return answer;
  } finally {
    release();
  }
}

function answerOf(child: ChildProcess, task: JudgeTask, milliseconds: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle({ kind: 'late' }), milliseconds);
    const ended = (_code: number | null, signal: NodeJS.Signals | null) => {
      stop();
      if (signal && fromOutside.has(signal))
        reject(new SandboxFault('host_fault', `What judges here was ended from outside (${signal}).`));
      else resolve({ kind: 'died' });
    };
    const settle = (answer: Answer) => {
      stop();
      resolve(answer);
    };
    const stop = () => {
      clearTimeout(timer);
      child.off('message', settle).off('exit', ended);
    };
    child.on('message', settle).on('exit', ended);
    try {
      child.send(task);
    } catch {
      settle({ kind: 'unjudgeable' }); // what is nested too deeply cannot even be handed over
    }
  });
}

function keepAlive(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}

/** A child that leaves the idle ones when it ends. */
async function startChild(): Promise<ChildProcess> {
  const child = await startJudgingChild();
  child.on('exit', () => {
    if (idle.includes(child)) idle.splice(idle.indexOf(child), 1);
  });
  return child;
}

/** Keeps a child for the next test. It does not keep this process alive, and ends with it. */
function rest(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  idle.push(child);
}
