/** How one test ended. `skipped` tests did not run, because the submission broke its container before. */
export type TestVerdict =
  'accepted' | 'wrong_answer' | 'runtime_error' | 'time_limit' | 'memory_limit' | 'output_limit' | 'skipped';

/** What stands in a submission. `system_error` is never among them: our faults are retried, not graded. */
export type Verdict = Exclude<TestVerdict, 'skipped'> | 'compile_error' | 'rejected';

export const verdicts = [
  'accepted',
  'wrong_answer',
  'runtime_error',
  'compile_error',
  'time_limit',
  'memory_limit',
  'output_limit',
  'rejected',
] as const satisfies readonly Verdict[];

/**
 * The verdict of a submission: accepted when every test is, else that of the first test that is not, in the exercise's order,
 * as Kattis and Codeforces show it (https://www.kattis.com/problem-package-format/spec/legacy.html#test-data).
 * @throws RangeError without any test: nothing was judged, so there is no verdict
 */
export function overallVerdict(tests: readonly { verdict: TestVerdict }[]): Verdict {
  if (tests.length === 0) throw new RangeError('No test ran, so there is no verdict.');
  const failed = tests.map(({ verdict }) => verdict).find((verdict) => verdict !== 'accepted');
  if (failed === undefined) return 'accepted';
  return failed === 'skipped' ? 'runtime_error' : failed;
}
