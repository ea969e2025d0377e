import { CheckerFailedError } from '#sandbox/sandbox-fault.ts';
import type { Sandbox, SandboxTestResult } from '#sandbox/types.ts';
import type { JudgedBy, TestOutcome } from './graded-test.ts';
import type { TestsToRun } from './run-tests.ts';
import { sandboxLimitsOf } from './sandbox-tests.ts';
import { storableText } from './storable.ts';

type ToCheck = { test: JudgedBy; outcome: TestOutcome; result: SandboxTestResult };

/**
 * Lets the exercise's own checkers judge outputs, each checker once for all its tests, in a container without the submission.
 * @throws CheckerFailedError when a checker is missing, crashes or says nothing that counts
 */
export async function applyCheckers(
  sandbox: Sandbox,
  run: TestsToRun,
  toCheck: ToCheck[],
  signal: AbortSignal,
): Promise<TestOutcome[]> {
  const byChecker = Map.groupBy(toCheck, ({ test }) => JSON.stringify(test.checker));
  const outcomes: TestOutcome[] = [];
  let number = 0;
  for (const group of byChecker.values()) {
    const checker = group[0]!.test.checker;
    if (!checker)
      throw new CheckerFailedError(
        `The test “${group[0]!.test.name}” is to be judged by a checker and has none.`,
      );
    const cases = group.map(({ test, result }) => ({
      input: inputOf(test),
      answer: answerOf(test),
      output: outputOf(test, result),
    }));
    const results = await sandbox.check(
      { id: `${run.id}-checker-${++number}`, ...checker, cases, limits: sandboxLimitsOf(run.limits) },
      { signal },
    );
    if (results.length !== group.length)
      throw new CheckerFailedError(`The checker judged ${results.length} of ${group.length} outputs.`);
    outcomes.push(...group.map(({ outcome }, index) => judged(outcome, results[index]!)));
  }
  return outcomes;
}

const inputOf = ({ input }: JudgedBy) =>
  input.stdin ?? JSON.stringify({ call: input.call, args: input.args, steps: input.steps });
const answerOf = ({ expected }: JudgedBy) =>
  expected?.stdout ?? (expected === null ? '' : JSON.stringify(expected.value));
const outputOf = ({ input }: JudgedBy, result: SandboxTestResult) =>
  input.call === undefined ? result.stdout : JSON.stringify(result.value?.json);

function judged(
  outcome: TestOutcome,
  { accepted, message }: { accepted: boolean; message: string },
): TestOutcome {
  if (accepted) return outcome;
  return {
    ...outcome,
    verdict: 'wrong_answer',
    message: storableText(message.trim(), 500) || 'The checker did not accept this output.',
  };
}
