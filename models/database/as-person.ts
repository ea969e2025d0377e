import type { Knex } from 'knex';

/**
 * Runs `work` where row-level security shows one person's own rows: sessions, mailed links, idempotency keys.
 * @param database a pool, for a transaction of its own; or the caller's transaction, whose organisation stays in scope and whose
 * person is this one from then on
 * @param personId whose row it is must be known by right: from a session, or from the secret they showed
 */
export async function asPerson<Result>(
  database: Knex,
  personId: string,
  work: (trx: Knex.Transaction) => Promise<Result>,
): Promise<Result> {
  if (!database.isTransaction) return database.transaction((trx) => asPerson(trx, personId, work));
  const trx = database as Knex.Transaction;
  await trx.raw(`select set_config('waymark.person_id', ?, true)`, [personId]);
  return work(trx);
}
