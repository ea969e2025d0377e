import type { Knex } from 'knex';
import { runVisitorCodeProcess } from '#domain/processes/run-visitor-code.ts';
import { ApiError } from '#api/errors.ts';

/** Of all visitors together: whoever is signed in finds the other places free. */
const maxUnfinished = 2;
const retryAfterSeconds = 5;

/**
 * Looks whether another run of a visitor would be refused now, without keeping anybody from beginning one meanwhile.
 * @param trx in the public organisation's scope
 * @throws ApiError QUOTA_EXCEEDED with a time to try again
 */
export async function refuseWhileVisitorsBusy(trx: Knex.Transaction): Promise<void> {
  const [row] = await trx('processes')
    .where({ kind: runVisitorCodeProcess.kind, needs_person: false })
    .whereNull('finished_at')
    .count<{ count: string }[]>();
  if (Number(row!.count) < maxUnfinished) return;
  throw new ApiError('visitors_busy', {}, { retryAfterSeconds });
}

/**
 * Refuses a visitor's run while two are unfinished. One that waits for a person of ours stands in nobody's way.
 * @param trx in the public organisation's scope, the only one where visitors run code; takes a lock that lasts until its end, so that of two racing
 * requests the second counts the first
 * @throws ApiError QUOTA_EXCEEDED with a time to try again
 */
export async function refuseTooManyVisitors(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended('visitor runs', 1))`);
  await refuseWhileVisitorsBusy(trx);
}
