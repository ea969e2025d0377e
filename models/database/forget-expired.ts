import type { Knex } from 'knex';

/**
 * Removes what nobody can use any more: ended sessions (with their refresh tokens), spent and expired links, old idempotency keys,
 * counters of past hours, failures that no longer count, providers' events that were dealt with.
 * @returns how many rows of each table went
 */
export async function forgetExpired(database: Knex): Promise<Record<string, number>> {
  const before = (interval: string) => database.raw('now() - ?::interval', [interval]);
  // Persons' rows, which nobody sees without being that person. Sessions are kept for a month, so that a family ended by a stolen
  // token can be looked into.
  const { rows } = await database.raw<{ rows: [Record<string, number>] }>(
    `select * from forget_expired('30 days', '7 days', '24 hours')`,
  );
  // Whatever providers send again comes within three days. What nobody could be told of is kept longer for whoever looks into it, not for ever: people are in it.
  const events = await database.raw<{ rows: [{ gone: number }] }>(
    `select forget_webhook_events('30 days', '90 days', 10000) as gone`,
  );
  return {
    ...rows[0],
    webhook_events: events.rows[0].gone,
    rate_limit_leases: await database('rate_limit_leases')
      .where('window_start', '<', before('2 hours'))
      .delete(),
    sign_in_failures: await database('sign_in_failures')
      .where('first_failed_at', '<', before('1 day'))
      .whereRaw('(locked_until is null or locked_until < now())')
      .delete(),
  };
}
