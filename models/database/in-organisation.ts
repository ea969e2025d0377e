import type { Knex } from 'knex';

/**
 * Runs `work` in one transaction in which row-level security shows exactly one organisation's rows.
 * @param database a pool of the application's or the grader's role
 * @param organisationId the scope; set for this transaction only, so a reused connection carries nothing over
 * @returns what `work` returns; a throw rolls back
 */
export async function inOrganisation<Result>(
  database: Knex,
  organisationId: string,
  work: (trx: Knex.Transaction) => Promise<Result>,
): Promise<Result> {
  return database.transaction(async (trx) => {
    await trx.raw(`select set_config('waymark.organisation_id', ?, true)`, [organisationId]);
    return work(trx);
  });
}

/**
 * The same for a process, whose scope is its organisation's or, with null, the platform's own.
 * @throws what `work` throws, after rolling back
 */
export async function inScope<Result>(
  database: Knex,
  organisationId: string | null,
  work: (trx: Knex.Transaction) => Promise<Result>,
): Promise<Result> {
  if (organisationId !== null) return inOrganisation(database, organisationId, work);
  return database.transaction(async (trx) => {
    await setScope(trx, null);
    return work(trx);
  });
}

/**
 * Gives a transaction that began without a scope, or in another one, the scope of an organisation or, with null, the platform's: for what finds out
 * by itself whose rows it is about.
 */
export async function setScope(trx: Knex.Transaction, organisationId: string | null): Promise<void> {
  await trx.raw(
    `select set_config('waymark.organisation_id', ?, true), set_config('waymark.platform', ?, true)`,
    [organisationId ?? '', organisationId === null ? 'on' : ''],
  );
}
