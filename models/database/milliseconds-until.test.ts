import { afterEach, expect, test, vi } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from './knex.ts';
import { millisecondsUntil } from './milliseconds-until.ts';

afterEach(() => void vi.useRealTimers());

test('how long a wait lasts is told by the database’s clock, also where a worker’s own is two days ahead', async () => {
  const database = await createTestDatabase();
  const pool = openDatabase(database.applicationUrl, { maximum: 1 });
  const inAnHour = new Date(Date.now() + 3_600_000);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 86_400_000 });
  const left = await millisecondsUntil(pool, inAnHour);
  expect(left).toBeGreaterThan(3_000_000);
  expect(left).toBeLessThanOrEqual(3_600_000);
  expect(await millisecondsUntil(pool, new Date(inAnHour.getTime() - 7_200_000))).toBeLessThan(-3_000_000);
  expect(await millisecondsUntil(pool, null)).toBe(0);
  await pool.destroy();
  await database.drop();
});
