import { Model } from 'objection';
import type { ProgressEventKind } from '#domain/progress/progress.ts';

/** Something a person did in the curriculum. Immutable: progress is what these add up to (CUR-4). */
export class ProgressEvent extends Model {
  static override tableName = 'progress_events';

  declare id: string;
  declare organisation_id: string;
  declare user_id: string;
  declare kind: ProgressEventKind;
  declare lesson_id: string | null;
  declare exercise_id: string | null;
  declare course_id: string | null;
  declare submission_id: string | null;
  declare grading_id: string | null;
  declare accepted: boolean | null;
  declare score: number | null;
  declare max_score: number | null;
  declare happened_at: Date;
}
