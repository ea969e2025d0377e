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

/** So many comments a submission may have: a thread is read as a whole. */
export const maxComments = 500;

/** Whether a submission has as many comments as it may. */
export async function isFullyCommented(trx: Knex.Transaction, submissionId: string): Promise<boolean> {
  const last = await trx('submission_comments')
    .where({ submission_id: submissionId })
    .offset(maxComments - 1)
    .first<{ id: string } | undefined>('id');
  return last !== undefined;
}

/** The comments on a submission, oldest first: all that were taken, also those that came at the same moment as the last. */
export async function findComments(trx: Knex.Transaction, submissionId: string): Promise<CommentRow[]> {
  return trx('submission_comments')
    .join('users', 'users.id', 'submission_comments.author_id')
    .where({ submission_id: submissionId })
    .orderBy('submission_comments.id')
    .limit(2 * maxComments)
    .select<CommentRow[]>(
      'submission_comments.id',
      'author_id',
      'users.name',
      'users.picture_hash',
      'body',
      'submission_comments.created_at',
    );
}
