import type { Knex } from 'knex';

export type HousekeepingReport = { runsForgotten: number; outboxRowsRemoved: number };

export type HousekeepingActivities = ReturnType<typeof createHousekeepingActivities>;

const runsKept = '1 hour';
const outboxKept = '7 days';

/**
 * Removes what has had its time.
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
  return {
    /** Forgets free runs after an hour and settled outbox rows after seven days; dead letters stay until a person has dealt with them. */
    async cleanUp(): Promise<HousekeepingReport> {
      const { rows } = await database.raw<{ rows: { forgotten: number }[] }>(
        'select forget_old_runs(?::interval) as forgotten',
        [runsKept],
      );
      const outboxRowsRemoved = await relayDatabase('outbox')
        .whereIn('status', ['delivered', 'obsolete'])
        .whereRaw('created_at < now() - ?::interval', [outboxKept])
        .del();
      return { runsForgotten: rows[0]!.forgotten, outboxRowsRemoved };
    },
  };
}
