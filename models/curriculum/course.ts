import { Model } from 'objection';

export class Course extends Model {
  static override tableName = 'courses';

  declare id: string;
  declare organisation_id: string;
  declare category_id: string | null;
  declare slug: string;
  declare title: string;
  declare summary: string;
  declare description_md: string;
  declare difficulty: number;
  declare estimated_minutes: number | null;
  declare status: 'draft' | 'published';
  declare position: number;
  /** Of the imported files; null when it was written in the browser. */
  declare content_hash: string | null;
  declare created_by: string | null;
  declare created_at: Date;
  declare updated_at: Date;
}
