import { Model } from 'objection';
import type { ExerciseLimits, SourceFile, TestInput } from '#domain/exercises/exercise-definition.ts';
import type { RunResult } from '#domain/grading/run-result.ts';

/** An input that an author wants to know the output of. */
export type TrialTest = { name: string; input: TestInput };

/** A free run of code: kept for an hour, costs no attempt. */
export class Run extends Model {
  static override tableName = 'runs';
  static override jsonAttributes = ['files', 'tests', 'limits', 'result'];

  declare id: string;
  declare organisation_id: string;
  /** null: an author's trial of something that is not saved yet. */
  declare exercise_id: string | null;
  declare exercise_version_id: string | null;
  /** Whose code it began as; null: an exercise's or an author's. */
  declare lesson_id: string | null;
  /** null: somebody's who is not signed in. */
  declare user_id: string | null;
  /** Of a visitor's run: the SHA-256 of what they read it with, in hexadecimal digits. */
  declare token_hash: string | null;
  declare language: string;
  declare files: SourceFile[];
  /** null: tests run instead. */
  declare stdin: string | null;
  /** Inputs to run without expecting anything; null: the version's visible tests. */
  declare tests: TrialTest[] | null;
  /** null: the version's. */
  declare limits: ExerciseLimits | null;
  declare status: 'queued' | 'running' | 'finished' | 'cancelled';
  declare result: RunResult | null;
  /** Counts the times a worker took it up; only the newest may write. */
  declare execution: number;
  declare revision: number;
  declare requested_at: Date;
  declare finished_at: Date | null;
}
