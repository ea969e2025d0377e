import { Model } from 'objection';
import type { SourceFile } from '#domain/exercises/exercise-definition.ts';
import type { Verdict } from '#domain/grading/verdict.ts';

/** How a hand-in stands with those who review it; null: nothing to say yet, or a newer attempt is what matters. */
export const reviewStates = ['waiting', 'accepted', 'answered'] as const;
export type ReviewState = (typeof reviewStates)[number];

export type SubmissionStatus = 'queued' | 'running' | 'graded' | 'cancelled';

/** One hand-in of code, pinned to the version of the exercise it is judged by. */
export class Submission extends Model {
  static override tableName = 'submissions';
  static override jsonAttributes = ['files'];

  declare id: string;
  declare organisation_id: string;
  declare exercise_id: string;
  declare exercise_version_id: string;
  declare user_id: string;
  declare purpose: 'attempt' | 'solution_check';
  declare language: string;
  declare files: SourceFile[];
  /** Counts per student and exercise; null for a solution check. */
  declare attempt: number | null;
  /** false: cancelled, and its attempt given back. */
  declare attempt_used: boolean;
  declare status: SubmissionStatus;
  declare verdict: Verdict | null;
  declare score: number | null;
  declare max_score: number | null;
  declare late_seconds: number;
  declare submitted_at: Date;
  declare graded_at: Date | null;
  /** The grading whose result stands. */
  declare grading_id: string | null;
  /** Grows with every change a page may show. */
  declare revision: number;
  /** When somebody said that there is nothing to say to its verdict, and who; null once it changed. */
  declare reviewed_at: Date | null;
  declare reviewed_by: string | null;
  /** The database tells it (migration 0023). */
  declare review_state: ReviewState | null;
}
