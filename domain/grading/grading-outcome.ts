import type { Verdict } from './verdict.ts';

/** What a grading came to: small enough for a workflow's history. */
export type GradingOutcome = {
  status: 'graded' | 'cancelled';
  verdict: Verdict | null;
  score: number | null;
};
