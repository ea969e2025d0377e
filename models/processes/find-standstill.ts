import type { Knex } from 'knex';
import { silentAfterSeconds } from '#domain/processes/worker-silence.ts';

/**
 * Whether a queue has no living worker, and since when.
 * @returns since: what the last one said last; null when nothing is left of it
 */
export async function findSilentSince(
  database: Knex,
  queue: string,
): Promise<{ silent: boolean; since: Date | null }> {
  const row = await database('worker_heartbeats')
    .where({ queue })
    .first<{ seen_at: Date | null; living: boolean | null }>(
      database.raw('max(seen_at) as seen_at'),
      database.raw('max(seen_at) > now() - make_interval(secs => ?) as living', [silentAfterSeconds]),
    );
  return row.living ? { silent: false, since: null } : { silent: true, since: row.seen_at };
}

/** Since when mails of any organisation wait for the mail server; null while none does. */
export async function findMailsWaitSince(database: Knex): Promise<Date | null> {
  const { rows } = await database.raw<{ rows: { since: Date | null }[] }>(
    'select mails_wait_since() as since',
  );
  return rows[0]!.since;
}
