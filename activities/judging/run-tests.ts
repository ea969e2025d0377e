import type { ExerciseLimits, SourceFile } from '#domain/exercises/exercise-definition.ts';
import { reasonOf } from '#domain/grading/reason.ts';
import { CheckerFailedError, InvalidJobError, SandboxFault } from '#sandbox/sandbox-fault.ts';
import type { CheckerJob, CheckerResult, Sandbox, SandboxResult, SandboxTestResult } from '#sandbox/types.ts';
import { createJudge, warmJudging } from './judge-apart.ts';
import { sandboxLimitsOf, sandboxTestOf, storableText, told, unjudgeable } from './judge.ts';
import type { JudgedBy, TestOutcome } from './judge.ts';

export type TestsToRun = {
  /** The same for every try of one grading or run: a try that begins ends what is left of the one before. */
  id: string;
  language: string;
  files: SourceFile[];
  limits: ExerciseLimits;
  tests: JudgedBy[];
};

export type TestsRun = { ended: SandboxResult; outcomes: TestOutcome[] };

export type RunTestsOptions = {
  signal: AbortSignal;
  /** Called as each test is judged, in order; one with a checker is judged after all have run. */
  onOutcome?: (outcome: TestOutcome) => void;
  /** Called with what each test gave, as it comes: nothing of it is kept here longer than judging takes. */
  onResult?: ((index: number, result: SandboxTestResult) => void) | undefined;
};

type ToCheck = { test: JudgedBy; outcome: TestOutcome; output: string };

/** So much output of one submission is kept for its checkers; a container takes 48 MB of input, and each output goes in twice. */
const maxBytesKeptForCheckers = 128 << 20;
const maxBytesInOneCheck = 32 << 20;

/**
 * Runs a submission's tests in the sandbox and judges them here on the host.
 * @returns one outcome a test, in order; none after a compile error
 * @throws SandboxFault for faults of ours, CheckerFailedError for the exercise author's, the signal's reason when cancelled
 */
export async function runTests(
  sandbox: Sandbox,
  run: TestsToRun,
  options: RunTestsOptions,
): Promise<TestsRun> {
  if (run.tests.length === 0) throw new SandboxFault('no_tests_run', 'The exercise has no tests.');
  const judging = judgeAsTheyCome(run, options);
  void warmJudging().catch(() => undefined); // the first test tells
  const ended = await sandbox
    .run(
      {
        id: run.id,
        language: run.language,
        files: run.files,
        limits: sandboxLimitsOf(run.limits),
        tests: run.tests.map(({ input }) => sandboxTestOf(input)),
      },
      { signal: options.signal, keepTests: false, onTest: judging.take },
    )
    .catch((error: unknown) => {
      judging.stop();
      throw error;
    });
  const { judged, toCheck } = await judging.done();
  options.signal.throwIfAborted();
  if (ended.outcome === 'compile_error') return { ended, outcomes: [] };
  if (ended.outcome === 'completed' && judged.length < run.tests.length)
    throw new SandboxFault('no_tests_run', `Only ${judged.length} of ${run.tests.length} tests reported.`);

  const outcomes = run.tests.map((test, index) => judged[index] ?? skipped(test));
  for (const outcome of await applyCheckers(sandbox, run, toCheck, options.signal)) {
    outcomes[run.tests.findIndex(({ position }) => position === outcome.position)] = outcome;
    options.onOutcome?.(outcome);
  }
  return { ended, outcomes };
}

/** Judges results one after another while the next tests run, and keeps of each only its outcome and what a checker has still to see. */
function judgeAsTheyCome(run: TestsToRun, { onOutcome, onResult }: RunTestsOptions) {
  const judge = createJudge({ language: run.language, fileNames: run.files.map(({ name }) => name) });
  const judged: TestOutcome[] = [];
  const toCheck: ToCheck[] = [];
  let kept = 0;
  let last = Promise.resolve();
  let failure: { error: unknown } | undefined;
  let stopped = false;

  async function judgeOne(index: number, result: SandboxTestResult): Promise<void> {
    const test = run.tests[index]!;
    let outcome = await judge(test, result);
    if (test.compare === 'checker' && outcome.verdict === 'accepted') {
      const output = outputForChecker(test, result);
      kept += output?.length ?? 0;
      if (output === undefined) outcome = unjudgeable(test, result, reasonOf('not_for_checker', {}));
      else if (kept > maxBytesKeptForCheckers)
        outcome = {
          ...outcome,
          verdict: 'output_limit',
          ...told(reasonOf('too_much_for_checker', {})),
        };
      else toCheck.push({ test, outcome, output });
    }
    judged[index] = outcome;
    onResult?.(index, result);
    if (toCheck.at(-1)?.outcome !== outcome) onOutcome?.(outcome);
  }

  return {
    /** @returns resolves when the test is judged: whoever sends results waits, so that they do not pile up here */
    take(index: number, result: SandboxTestResult): Promise<void> {
      last = last.then(async () => {
        if (failure || stopped) return;
        await judgeOne(index, result).catch((error: unknown) => void (failure = { error }));
      });
      return last;
    },
    /** What has come is no longer of use. */
    stop(): void {
      stopped = true;
    },
    /** @throws SandboxFault host_fault when there was no thread to judge in */
    async done(): Promise<{ judged: TestOutcome[]; toCheck: ToCheck[] }> {
      await last;
      if (failure) throw failure.error;
      return { judged, toCheck };
    },
  };
}

/** @returns undefined for a value that cannot be written as text */
function outputForChecker({ input }: JudgedBy, result: SandboxTestResult): string | undefined {
  if (input.call === undefined) return result.stdout;
  try {
    return JSON.stringify(result.value?.json);
  } catch {
    return undefined; // nested deeper than a stack
  }
}

function skipped(test: JudgedBy): TestOutcome {
  const nothing = {
    cpuMs: null,
    wallMs: null,
    memoryKb: null,
    difference: null,
    output: null,
    outputCut: false,
  };
  return {
    position: test.position,
    verdict: 'skipped',
    ...told(reasonOf('skipped', {})),
    ...nothing,
  };
}

/**
 * Lets the exercise's own checkers judge outputs, each checker for as many of its tests at once as a container takes, in
 * containers without the submission.
 * @throws CheckerFailedError when a checker is missing or cannot be started at all
 */
async function applyCheckers(
  sandbox: Sandbox,
  run: TestsToRun,
  toCheck: ToCheck[],
  signal: AbortSignal,
): Promise<TestOutcome[]> {
  const outcomes: TestOutcome[] = [];
  let number = 0;
  for (const group of Map.groupBy(toCheck, ({ test }) => JSON.stringify(test.checker)).values()) {
    const { checker, name } = group[0]!.test;
    if (!checker)
      throw new CheckerFailedError(`The test “${name}” is to be judged by a checker and has none.`);
    for (const batch of batchesOf(group)) {
      const results = await check(
        sandbox,
        {
          id: `${run.id}-checker-${++number}`,
          ...checker,
          cases: batch.map(caseOf),
          limits: sandboxLimitsOf(run.limits),
        },
        signal,
      );
      if (results.length !== batch.length)
        throw new CheckerFailedError(`The checker judged ${results.length} of ${batch.length} outputs.`);
      outcomes.push(...batch.map(({ outcome }, index) => checked(outcome, results[index]!)));
    }
  }
  return outcomes;
}

/** A checker that cannot be put into a container is its author's to mend; the hand-in is not rejected for it. */
async function check(sandbox: Sandbox, job: CheckerJob, signal: AbortSignal): Promise<CheckerResult> {
  try {
    return await sandbox.check(job, { signal });
  } catch (error) {
    if (error instanceof InvalidJobError) throw new CheckerFailedError(`The checker: ${error.message}`);
    throw error;
  }
}

const caseOf = ({ test, output }: ToCheck) => ({ input: inputOf(test), answer: answerOf(test), output });
const inputOf = ({ input }: JudgedBy) =>
  input.stdin ?? JSON.stringify({ call: input.call, args: input.args, steps: input.steps });
const answerOf = ({ expected }: JudgedBy) =>
  expected?.stdout ?? (expected === null ? '' : JSON.stringify(expected.value));

function batchesOf(group: ToCheck[]): ToCheck[][] {
  const batches: ToCheck[][] = [];
  let size = Infinity;
  for (const each of group) {
    const { input, answer, output } = caseOf(each);
    // The output is both a file and the standard input.
    const added = Buffer.byteLength(input) + Buffer.byteLength(answer) + 2 * Buffer.byteLength(output);
    if (size + added > maxBytesInOneCheck) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)!.push(each);
    size += added;
  }
  return batches;
}

function checked(outcome: TestOutcome, { decision, message }: CheckerResult[number]): TestOutcome {
  if (decision === 'accepted') return outcome;
  if (decision === 'wrong')
    return {
      ...outcome,
      verdict: 'wrong_answer',
      ...wordsOfChecker(message),
    };
  return {
    ...outcome,
    verdict: 'wrong_answer',
    ...told(reasonOf('checker_failed', {})),
    checkerFailure: storableText(message, 1_000),
  };
}

/** What the checker said is the exercise author's own sentence; it has no code. */
function wordsOfChecker(message: string): Pick<TestOutcome, 'reason' | 'message'> {
  const said = storableText(message.trim(), 500);
  return said === '' ? told(reasonOf('checker_refused', {})) : { reason: null, message: said };
}
