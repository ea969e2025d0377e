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
    await trx.raw(`select set_config('waymark.platform', 'on', true)`);
    return work(trx);
  });
}
