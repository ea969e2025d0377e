import { problemsOfInput } from '#domain/exercises/check-exercise-definition.ts';
import type { TrialTest } from '#models/grading/run.ts';
import { ApiError } from '#api/errors.ts';

/** @throws ApiError VALIDATION_ERROR with the reasons by test, also when some tests are programs and others calls: one run is either */
export function checkTrialTests(tests: readonly TrialTest[]): void {
  const details = Object.fromEntries(
    tests
      .map(({ input }, index) => [`tests.${index}`, problemsOfInput(input)] as const)
      .filter(([, problems]) => problems.length > 0),
  );
  if (new Set(tests.map(({ input }) => input.call === undefined)).size > 1)
    details.tests = ['Either all tests are calls, or none is.'];
  if (Object.keys(details).length > 0)
    throw new ApiError('VALIDATION_ERROR', 'Some tests cannot be run. See the details.', { details });
}
