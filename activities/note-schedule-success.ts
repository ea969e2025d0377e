import type { Knex } from 'knex';

/** Stands beside the workers' heartbeats: a schedule of the platform has no row of its own, and its silence has to be seen. */
const queue = 'schedule';

/**
 * Notes that the work of one of the platform's own schedules was done just now; `/metrics` tells how long ago.
 * @param database a pool of the application's role
 */
export async function noteScheduleSuccess(
  database: Knex,
  schedule: 'reconcile' | 'housekeeping' | 'remind',
): Promise<void> {
  await database('worker_heartbeats')
    .insert({ worker: `${queue}:${schedule}`, queue, seen_at: database.fn.now() })
    .onConflict('worker')
    .merge(['seen_at']);
}
