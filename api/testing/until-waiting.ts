import type { Knex } from 'knex';
import { expect } from 'vitest';

/**
 * Resolves when a statement in this test's database waits for a lock: the barrier of tests that let two transactions race.
 * @param owner sees all connections of the database
 * @param count how many have to wait
 */
export async function untilWaiting(owner: Knex, count = 1): Promise<void> {
  const waiting = async () => {
    const { rows } = await owner.raw<{ rows: { waiting: number }[] }>(
      `select count(*)::integer as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0]!.waiting;
  };
  await expect.poll(waiting, { timeout: 10_000, interval: 20 }).toBeGreaterThanOrEqual(count);
}
