import type { TestResult } from '#lib/api/types.ts';
import type { BlazeState } from '../trail/trail.ts';

/** How one test's result looks on the trail. */
export const blazeOf = (verdict: TestResult['verdict']): BlazeState => {
  if (verdict === 'accepted') return 'ok';
  if (verdict === 'wrong_answer') return 'warn';
  if (verdict === 'skipped') return 'skipped';
  return 'bad';
};
