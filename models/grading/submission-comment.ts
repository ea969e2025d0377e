import { Model } from 'objection';

/** A word between student and trainer about one submission. */
export class SubmissionComment extends Model {
  static override tableName = 'submission_comments';

  declare id: string;
  declare organisation_id: string;
  declare submission_id: string;
  declare author_id: string;
  declare body: string;
  declare created_at: Date;
}
