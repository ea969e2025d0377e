import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from './knex.ts';
import { openScopedReads } from './scoped-reads.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('A23: a pool’s connections give up on statements and on transactions that do nothing, unless a tool asks for more time', async () => {
  const settings = `select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`;
  for (const [options, expected] of [
    [{}, { statement: '30s', idle: '1min' }],
    [
      { statementTimeoutMs: 0, idleInTransactionTimeoutMs: 0 },
      { statement: '0', idle: '0' },
    ],
  ] as const) {
    const pool = openDatabase(database.applicationUrl, { maximum: 1, ...options });
    expect((await pool.raw<{ rows: unknown[] }>(settings)).rows).toEqual([expected]);
    await pool.destroy();
  }
});

test('A23: a statement that takes too long is ended, and a transaction left open gives its connection back', async () => {
  const pool = openDatabase(database.applicationUrl, {
    maximum: 1,
    statementTimeoutMs: 50,
    idleInTransactionTimeoutMs: 50,
  });
  await expect(pool.raw('select pg_sleep(60)')).rejects.toMatchObject({ code: '57014' });
  const left = await pool.transaction();
  await left.raw('select 1');
  const watch = openDatabase(database.ownerUrl, { maximum: 1 });
  await expect
    .poll(() => watch('pg_stat_activity').where({ datname: database.name, state: 'idle in transaction' }), {
      timeout: 20_000,
    })
    .toEqual([]);
  await left.rollback().catch(() => undefined);
  expect((await pool.raw<{ rows: unknown[] }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await Promise.all([pool.destroy(), watch.destroy()]);
});

test('scores come as numbers, from pools and from single reads alike', async () => {
  const pool = openDatabase(database.applicationUrl, { maximum: 1 });
  const reads = openScopedReads(database.applicationUrl, { maximum: 1 });
  const text = 'select 12.50::numeric as score';
  expect((await pool.raw<{ rows: unknown[] }>(text)).rows).toEqual([{ score: 12.5 }]);
  expect(await reads.read(randomUUID(), { name: 'score', text, values: [] })).toEqual([{ score: 12.5 }]);
  await Promise.all([pool.destroy(), reads.close()]);
});
