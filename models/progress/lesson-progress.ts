import { Model } from 'objection';
import type { LessonStatus } from '#domain/progress/progress.ts';

/** Where a person stands in a lesson; what the progress events add up to. */
export class LessonProgress extends Model {
  static override tableName = 'lesson_progress';
  static override idColumn = ['organisation_id', 'user_id', 'lesson_id'];

  declare organisation_id: string;
  declare user_id: string;
  declare lesson_id: string;
  declare status: LessonStatus;
  declare started_at: Date | null;
  declare completed_at: Date | null;
  declare last_seen_at: Date;
}
