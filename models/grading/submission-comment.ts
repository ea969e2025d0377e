import type { Knex } from 'knex';
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

export type CommentRow = {
  id: string;
  author_id: string;
  name: string;
  picture_hash: string | null;
  body: string;
  created_at: Date;
};

/** The comments on a submission, oldest first; at most 500. */
export async function findComments(trx: Knex.Transaction, submissionId: string): Promise<CommentRow[]> {
  return trx('submission_comments')
    .join('users', 'users.id', 'submission_comments.author_id')
    .where({ submission_id: submissionId })
    .orderBy('submission_comments.id')
    .limit(500)
    .select<CommentRow[]>(
      'submission_comments.id',
      'author_id',
      'users.name',
      'users.picture_hash',
      'body',
      'submission_comments.created_at',
    );
}
