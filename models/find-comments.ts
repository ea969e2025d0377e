import type { Knex } from 'knex';

export type ShownComment = { id: string; author: { id: string; name: string }; body: string; created_at: string };

/** The comments on a submission, oldest first; at most 500. */
export async function findComments(trx: Knex.Transaction, submissionId: string): Promise<ShownComment[]> {
  const rows = await trx('submission_comments')
    .join('users', 'users.id', 'submission_comments.author_id')
    .where({ submission_id: submissionId })
    .orderBy('submission_comments.id')
    .limit(500)
    .select<{ id: string; author_id: string; name: string; body: string; created_at: Date }[]>(
      'submission_comments.id',
      'author_id',
      'users.name',
      'body',
      'submission_comments.created_at',
    );
  return rows.map((row) => ({ id: row.id, author: { id: row.author_id, name: row.name }, body: row.body, created_at: row.created_at.toISOString() }));
}
