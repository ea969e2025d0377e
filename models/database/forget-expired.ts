import type { Knex } from 'knex';

/** Each removes at most `:atMost` rows of its table and answers how many it removed. */
const removals = {
  // Sessions are kept for a month, so that a family ended by a stolen token can be looked into; their refresh tokens go with them.
  sessions: `select forget_sessions('30 days', :atMost) as gone`,
  mailed_tokens: `select forget_mailed_tokens('7 days', :atMost) as gone`,
  idempotency_keys: `select forget_idempotency_keys('24 hours', :atMost) as gone`,
  // Whatever providers send again comes within three days. What nobody could be told of is kept longer for whoever looks into it, not for ever: people are in it.
  webhook_events: `select forget_webhook_events('30 days', '90 days', :atMost) as gone`,
  notifications: `select forget_notifications('90 days', '365 days', :atMost) as gone`,
  // Tries that came to nothing for a fault of ours: what came of the grading in the end stays with it.
  executions: `select forget_executions('30 days', :atMost) as gone`,
  rate_limit_leases: removalOf(
    'rate_limit_leases',
    'key, window_start',
    `window_start < now() - interval '2 hours'`,
  ),
  sign_in_failures: removalOf(
    'sign_in_failures',
    'key',
    `first_failed_at < now() - interval '1 day' and (locked_until is null or locked_until < now())`,
  ),
};

/** The condition stands there twice: a row that another statement has renewed since it was found is looked at again, and stays. */
function removalOf(table: string, key: string, condition: string): string {
  return `with gone as (
      delete from ${table} where ${condition} and (${key}) in (select ${key} from ${table} where ${condition} limit :atMost) returning 1
    ) select count(*)::integer as gone from gone`;
}

export type ExpiringTable = keyof typeof removals;

/** The tables of which something expires. */
export const expiringTables = Object.keys(removals) as ExpiringTable[];

/**
 * Removes what nobody can use any more: ended sessions (with their refresh tokens), spent and expired links, old idempotency keys,
 * counters of past hours, failures that no longer count, providers' events that were dealt with, tries of gradings that met a fault of ours.
 * @param database a pool of the application's role
 * @param atMost how many rows may go at once; fewer have gone when nothing is left
 * @returns how many rows went
 */
export async function forgetExpired(database: Knex, table: ExpiringTable, atMost: number): Promise<number> {
  const { rows } = await database.raw<{ rows: [{ gone: number }] }>(removals[table], { atMost });
  return rows[0].gone;
}
