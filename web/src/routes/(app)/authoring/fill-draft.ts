import type { TrialResult } from './run-solution.ts';
import { expectedTextOf, type ExerciseDraft } from './exercise-draft.ts';

/** The places of the tests that do not say yet what they expect, and whose comparison wants to know. */
export const openTests = (draft: ExerciseDraft): number[] =>
  draft.tests.flatMap((test, index) => (test.expected === '' && test.compare !== 'checker' ? [index] : []));

/**
 * Writes what a solution gave into the tests it was run on.
 * @param places of those tests in the draft, in the order of the result's
 * @returns the draft, how many were filled, and the first test the solution did not get through with the reason
 */
export const fillDraft = (
  draft: ExerciseDraft,
  places: number[],
  { tests, message }: Pick<TrialResult, 'tests' | 'message'>,
): { draft: ExerciseDraft; filled: number; failed: { name: string; reason: string } | null } => {
  const outcomes = places.map((place, index) => ({ place, outcome: tests[index] }));
  const values = new Map(
    outcomes.flatMap(({ place, outcome }) =>
      outcome?.verdict === 'accepted' && outcome.actual
        ? [[place, expectedTextOf(outcome.actual)] as const]
        : [],
    ),
  );
  const failed = outcomes.find(({ place }) => !values.has(place));
  return {
    draft: {
      ...draft,
      tests: draft.tests.map((test, place) => ({ ...test, expected: values.get(place) ?? test.expected })),
    },
    filled: values.size,
    failed: failed
      ? { name: draft.tests[failed.place]?.name ?? '', reason: failed.outcome?.message ?? message ?? '' }
      : null,
  };
};
