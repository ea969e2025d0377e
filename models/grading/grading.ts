import { Model } from 'objection';
import type { Reason } from '#domain/grading/reason.ts';
import type { Verdict } from '#domain/grading/verdict.ts';

export type GradingReason = 'first' | 'regrade' | 'repair' | 'solution_check' | 'override';

/** One run of the grading process over a submission; at most one is unfinished at a time. */
export class Grading extends Model {
  static override tableName = 'gradings';

  declare id: string;
  declare organisation_id: string;
  declare submission_id: string;
  declare reason: GradingReason;
  declare status: 'queued' | 'running' | 'graded' | 'cancelled';
  declare verdict: Verdict | null;
  declare score: number | null;
  declare max_score: number | null;
  declare compile_output: string | null;
  /** Why it has its verdict, where the tests do not tell it; the message says the same in English, or what a person said who overrode it. */
  declare verdict_reason: Reason | null;
  declare message: string | null;
  declare image_digest: string | null;
  declare tests_total: number | null;
  declare tests_done: number;
  /** Counts the times a worker took it up; only the newest may write. */
  declare execution: number;
  /** When a test's verdict was first to be read, in whatever try. */
  declare first_result_at: Date | null;
  declare requested_by: string | null;
  declare requested_at: Date;
  declare started_at: Date | null;
  declare finished_at: Date | null;
  /** Until then the process goes on: a result that nobody was told of is not the end. */
  declare announced_at: Date | null;
  declare cancel_requested_at: Date | null;
}
