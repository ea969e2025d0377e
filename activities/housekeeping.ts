import { log } from '@temporalio/activity';
import type { Knex } from 'knex';
import { processDefinitions } from '#domain/processes/index.ts';
import { expiringTables, forgetExpired } from '#models/database/forget-expired.ts';
import { noteScheduleSuccess } from './note-schedule-success.ts';
import { whileHeartbeating } from './while-heartbeating.ts';

export type HousekeepingReport = {
  /** Processes that ended long enough ago, by kind. */
  processesForgotten: Record<string, number>;
  outboxRowsRemoved: number;
  /** Sessions, tokens, keys and counters that nobody can use any more. */
  expiredRowsRemoved: Record<string, number>;
};

export type HousekeepingActivities = ReturnType<typeof createHousekeepingActivities>;

const outboxKept = '7 days';

/**
 * Removes what has had its time: the one place that does.
 * @param tools.database a pool of the application's role
 * @param tools.relayDatabase a pool of the relay's role, which alone may remove outbox rows
 * @param tools.batch how many rows go in one statement, so that no lock and no transaction is long
 */
export function createHousekeepingActivities({
  database,
  relayDatabase,
  batch = 1_000,
}: {
  database: Knex;
  relayDatabase: Knex;
  batch?: number;
}) {
  async function inBatches(removeSome: () => Promise<number>): Promise<number> {
    for (let total = 0; ;) {
      const removed = await removeSome();
      total += removed;
      if (removed < batch) return total;
    }
  }

  async function forgetProcesses(kind: string, kept: string): Promise<number> {
    const { rows } = await database.raw<{ rows: { forgotten: number }[] }>(
      'select forget_processes(?, ?::interval, ?) as forgotten',
      [kind, kept, batch],
    );
    return rows[0]!.forgotten;
  }

  function removeOutboxRows(): Promise<number> {
    const settled = relayDatabase('outbox')
      .whereIn('status', ['delivered', 'obsolete'])
      .whereRaw('created_at < now() - ?::interval', [outboxKept]);
    return relayDatabase('outbox')
      .whereIn('id', settled.orderBy('created_at').limit(batch).select('id'))
      .del();
  }

  async function removeAll(): Promise<HousekeepingReport> {
    const failures = new Map<string, unknown>();
    const removed = async (part: string, removeSome: () => Promise<number>): Promise<number> => {
      try {
        return await inBatches(removeSome);
      } catch (error) {
        log.error('a part of housekeeping failed', { part, error });
        failures.set(part, error);
        return 0;
      }
    };

    const processesForgotten: Record<string, number> = {};
    for (const { kind, keep } of processDefinitions)
      processesForgotten[kind] = await removed(`processes of ${kind}`, () => forgetProcesses(kind, keep));
    const outboxRowsRemoved = await removed('outbox', removeOutboxRows);
    const expiredRowsRemoved: Record<string, number> = {};
    for (const table of expiringTables)
      expiredRowsRemoved[table] = await removed(table, () => forgetExpired(database, table, batch));
    if (failures.size > 0)
      throw new AggregateError(
        failures.values(),
        `Housekeeping failed at: ${[...failures.keys()].join(', ')}`,
      );
    await noteScheduleSuccess(database, 'housekeeping');
    return { processesForgotten, outboxRowsRemoved, expiredRowsRemoved };
  }

  return {
    /**
     * Forgets each kind of process by its definition's time, settled outbox rows after seven days; dead letters stay until a person has dealt with them.
     * @throws AggregateError when a part failed, after all others have had their turn
     */
    cleanUp: (): Promise<HousekeepingReport> => whileHeartbeating(removeAll),
  };
}
