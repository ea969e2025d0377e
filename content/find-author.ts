import type { Knex } from 'knex';

/**
 * In whose name imported content is written: the organisation's first administrator.
 * @throws Error when it has none
 */
export async function findAuthor(trx: Knex.Transaction): Promise<string> {
  const author = await trx('memberships')
    .whereIn('role', ['admin', 'superadmin'])
    .where('status', 'active')
    .orderBy(['created_at', 'user_id'])
    .first<{ user_id: string } | undefined>('user_id');
  if (!author)
    throw new Error(
      'The organisation has no administrator in whose name content could be imported. Create one first.',
    );
  return author.user_id;
}
