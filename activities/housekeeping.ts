import { heartbeat } from '@temporalio/activity';
import type { Knex } from 'knex';
import { processDefinitions } from '#domain/processes/index.ts';
import { forgetExpired } from '#models/database/forget-expired.ts';
import { noteScheduleSuccess } from './note-schedule-success.ts';

export type HousekeepingReport = {
  /** Processes that ended long enough ago, by kind. */
  processesForgotten: Record<string, number>;
  outboxRowsRemoved: number;
  /** Sessions, tokens, keys and counters that nobody can use any more. */
  expiredRowsRemoved: Record<string, number>;
};

export type HousekeepingActivities = ReturnType<typeof createHousekeepingActivities>;

const outboxKept = '7 days';
const batch = 1_000;

/**
 * Removes what has had its time: the one place that does.
 * @param tools.database a pool of the application's role
 * @param tools.relayDatabase a pool of the relay's role, which alone may remove outbox rows
 */
export function createHousekeepingActivities({
  database,
  relayDatabase,
}: {
  database: Knex;
  relayDatabase: Knex;
}) {
  /** In batches, so that no lock and no transaction is long. */
  async function forget(kind: string, kept: string): Promise<number> {
    for (let total = 0; ;) {
      const { rows } = await database.raw<{ rows: { forgotten: number }[] }>(
        'select forget_processes(?, ?::interval, ?) as forgotten',
        [kind, kept, batch],
      );
      heartbeat();
      total += rows[0]!.forgotten;
      if (rows[0]!.forgotten < batch) return total;
    }
  }

  return {
    /** Forgets each kind of process by its definition's time, settled outbox rows after seven days; dead letters stay until a person has dealt with them. */
    async cleanUp(): Promise<HousekeepingReport> {
      const processesForgotten: Record<string, number> = {};
      for (const { kind, keep } of processDefinitions) processesForgotten[kind] = await forget(kind, keep);
      const outboxRowsRemoved = await relayDatabase('outbox')
        .whereIn('status', ['delivered', 'obsolete'])
        .whereRaw('created_at < now() - ?::interval', [outboxKept])
        .del();
      const expiredRowsRemoved = await forgetExpired(database);
      await noteScheduleSuccess(database, 'housekeeping');
      return { processesForgotten, outboxRowsRemoved, expiredRowsRemoved };
    },
  };
}
