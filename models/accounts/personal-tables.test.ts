import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from '../database/knex.ts';
import { personalTables, withoutPerson } from './personal-tables.ts';

let database: TestDatabase;
let owner: Knex;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl, { maximum: 1 });
});
afterAll(async () => {
  await owner.destroy();
  await database.drop();
});

const catalogue = `
  select relname as table, attname as column from pg_attribute join pg_class on pg_class.oid = attrelid
  where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped and relname not like 'knex%' and (
    -- Points at an account: at its row, or as a member of an organisation.
    exists (select from pg_constraint where conrelid = attrelid and contype = 'f' and attnum = any (conkey)
      and confrelid in ('users'::regclass, 'memberships'::regclass) and attname <> 'organisation_id')
    or atttypid in ('jsonb'::regtype, 'json'::regtype, 'inet'::regtype, 'citext'::regtype)
    or attname ~ '^(.*_)?(user|actor|author|parent|child|student|trainer|person|member)_id$' or attname ~ '_by$'
    or attname ~ '^(.*_)?(email|recipient|name|handle|headline|body|message|output|reason|refusal|stdin|fault|error|user_agent|undeliverable)$')
  order by 1, 2`;

test('ACC-8: every table and column that can hold a person says how it is exported and erased', async () => {
  const { rows } = await owner.raw<{ rows: { table: string; column: string }[] }>(catalogue);
  expect(rows.length).toBeGreaterThan(60);
  const forgotten = rows
    .filter(
      ({ table, column }) =>
        !(`${table}.${column}` in withoutPerson) && !personalTables[table]?.holds.includes(column),
    )
    .map(({ table, column }) =>
      table in personalTables
        ? `New column ${table}.${column} may hold a person: say in models/accounts/personal-tables.ts how it is exported and erased.`
        : `New table ${table} holds a person (${column}): say in models/accounts/personal-tables.ts how it is exported and erased.`,
    );
  expect(forgotten).toEqual([]);
});

test('ACC-8: the list names tables and columns that are there', async () => {
  const { rows } = await owner.raw<{ rows: { name: string }[] }>(
    `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`,
  );
  const there = new Set(rows.map(({ name }) => name));
  const named = [
    ...Object.keys(withoutPerson),
    ...Object.entries(personalTables).flatMap(([table, { holds, leftOut = [], shown = {} }]) =>
      [...holds, ...leftOut, ...Object.keys(shown)].map((column) => `${table}.${column}`),
    ),
  ];
  expect(named.filter((name) => !there.has(name))).toEqual([]);
});
