import type { ExerciseLimits, SourceFile } from '#domain/exercises/exercise-definition.ts';
import { SandboxFault } from '#sandbox/sandbox-fault.ts';
import type { Sandbox, SandboxResult } from '#sandbox/types.ts';
import { applyCheckers } from './apply-checkers.ts';
import type { JudgedBy, TestOutcome } from './graded-test.ts';
import { judgeTest } from './judge-test.ts';
import { sandboxLimitsOf, sandboxTestOf } from './sandbox-tests.ts';

export type TestsToRun = {
  id: string;
  language: string;
  files: SourceFile[];
  limits: ExerciseLimits;
  tests: JudgedBy[];
};

export type TestsRun = { ended: SandboxResult; outcomes: TestOutcome[] };

/**
 * Runs a submission's tests in the sandbox and judges them here on the host.
 * @param options.onOutcome called as each test is judged; one with a checker is judged after all have run
 * @returns one outcome a test, in order; none after a compile error
 * @throws SandboxFault for faults of ours, CheckerFailedError for the exercise author's, the signal's reason when cancelled
 */
export async function runTests(
  sandbox: Sandbox,
  run: TestsToRun,
  options: { signal: AbortSignal; onOutcome?: (outcome: TestOutcome) => void },
): Promise<TestsRun> {
  if (run.tests.length === 0) throw new SandboxFault('no_tests_run', 'The exercise has no tests.');
  const submitted = { language: run.language, fileNames: run.files.map(({ name }) => name) };
  const judged: TestOutcome[] = [];
  const ended = await sandbox.run(
    {
      id: run.id,
      language: run.language,
      files: run.files,
      limits: sandboxLimitsOf(run.limits),
      tests: run.tests.map(({ input }) => sandboxTestOf(input)),
    },
    {
      signal: options.signal,
      onTest: (index, result) => {
        const test = run.tests[index]!;
        const outcome = judgeTest(test, result, submitted);
        judged[index] = outcome;
        if (!awaitsChecker(test, outcome)) options.onOutcome?.(outcome);
      },
    },
  );
  if (ended.outcome === 'compile_error') return { ended, outcomes: [] };
  if (ended.outcome === 'completed' && ended.tests.length < run.tests.length)
    throw new SandboxFault(
      'no_tests_run',
      `Only ${ended.tests.length} of ${run.tests.length} tests reported.`,
    );

  const outcomes = run.tests.map((test, index) => {
    const result = ended.tests[index];
    return judged[index] ?? (result ? judgeTest(test, result, submitted) : skipped(test));
  });
  const toCheck = run.tests.flatMap((test, index) => {
    const [outcome, result] = [outcomes[index]!, ended.tests[index]];
    return result && awaitsChecker(test, outcome) ? [{ test, outcome, result }] : [];
  });
  for (const outcome of await applyCheckers(sandbox, run, toCheck, options.signal)) {
    outcomes[run.tests.findIndex(({ position }) => position === outcome.position)] = outcome;
    options.onOutcome?.(outcome);
  }
  return { ended, outcomes };
}

const awaitsChecker = (test: JudgedBy, outcome: TestOutcome) =>
  test.compare === 'checker' && outcome.verdict === 'accepted';

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
    message: 'Not run: the program broke its own container before.',
    ...nothing,
  };
}
