import { expect, test } from 'vitest';
import { query } from '../postgres/cluster.ts';
import { createTestDatabase } from './database.ts';

test('a test database is migrated, of its own, and reachable by each role', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await query(one.ownerUrl, 'create table only_here (id integer)');
  const tables = `select table_name from information_schema.tables where table_schema = 'public'`;
  const names = async (url: string) => (await query(url, tables)).map((row) => row.table_name);
  expect(await names(one.ownerUrl)).toContain('only_here');
  expect(await names(other.ownerUrl)).not.toContain('only_here');
  expect(await names(other.ownerUrl)).toContain('outbox');
  for (const url of [one.applicationUrl, one.relayUrl, one.graderUrl]) {
    const [row] = await query(url, 'select rolsuper from pg_roles where rolname = current_user');
    expect(row).toEqual({ rolsuper: false });
  }
  await Promise.all([one.drop(), other.drop()]);
});
