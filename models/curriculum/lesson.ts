import { Model } from 'objection';

export class Lesson extends Model {
  static override tableName = 'lessons';

  declare id: string;
  declare organisation_id: string;
  declare course_id: string;
  declare slug: string;
  declare title: string;
  declare summary: string;
  declare position: number;
  declare estimated_minutes: number | null;
  declare status: 'draft' | 'published';
  declare created_at: Date;
  declare updated_at: Date;
}
