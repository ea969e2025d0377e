import type { Knex } from 'knex';

/**
 * Removes what nobody can use any more: ended sessions (with their refresh tokens), spent and expired links, old idempotency keys,
 * counters of past hours, failures that no longer count.
 * @returns how many rows of each table went
 */
export async function forgetExpired(database: Knex): Promise<Record<string, number>> {
  const before = (interval: string) => database.raw('now() - ?::interval', [interval]);
  return {
    // Kept for a month, so that a family ended by a stolen token can be looked into.
    sessions: await database('sessions').where('expires_at', '<', before('30 days')).delete(),
    mailed_tokens: await database('mailed_tokens').where('expires_at', '<', before('7 days')).delete(),
    idempotency_keys: await database('idempotency_keys')
      .where('created_at', '<', before('24 hours'))
      .delete(),
    rate_limit_leases: await database('rate_limit_leases')
      .where('window_start', '<', before('2 hours'))
      .delete(),
    sign_in_failures: await database('sign_in_failures')
      .where('first_failed_at', '<', before('1 day'))
      .whereRaw('(locked_until is null or locked_until < now())')
      .delete(),
  };
}
