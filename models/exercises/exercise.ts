import { Model } from 'objection';
import type { DraftReason } from '#domain/exercises/draft-reason.ts';

export type ExerciseStatus = 'draft' | 'published' | 'archived';

/** What stays the same over an exercise's versions: its address, its course, and which of them students and authors see. */
export class Exercise extends Model {
  static override tableName = 'exercises';

  declare id: string;
  declare organisation_id: string;
  declare course_id: string | null;
  declare slug: string;
  declare status: ExerciseStatus;
  /** Why it is a draft, in English; `draft_reason` is what pages say, null for what was saved before there were codes. */
  declare status_reason: string | null;
  declare draft_reason: DraftReason | null;
  /** What students see and are graded by. */
  declare published_version_id: string | null;
  /** What authors see. */
  declare latest_version_id: string | null;
  /** Of the files it was imported from last; null when it was written in the browser. */
  declare imported_hash: string | null;
  declare created_by: string | null;
  declare created_at: Date;
  declare updated_at: Date;
}
