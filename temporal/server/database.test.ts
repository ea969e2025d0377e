import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { startPostgres } from '#dev/platform/components/postgres.ts';
import { createTestRun } from '#dev/platform/testing/platform-run.ts';
import { query } from '#dev/postgres/cluster.ts';
import { run, runOrThrow } from '#dev/processes/run.ts';
import { installSystemPackages } from '#dev/system-packages.ts';

const databases = ['temporal', 'temporal_visibility'];

/** A PostgreSQL of the test's own with Waymark's tables, and the script as its container would run it. */
async function startServer() {
  if ((await run('psql', ['--version'])).code === 127)
    await installSystemPackages(['postgresql-client'], {
      mayInstall: true,
      why: 'The script for Temporal’s databases is run by psql',
      report: console.log,
    });
  const platform = await createTestRun();
  const { owner, application } = await startPostgres(platform);
  const port = String(platform.settings.ports.postgres);
  const { POSTGRES_PASSWORD: ownerPassword } = platform.secrets;
  return {
    urlOf: (database: string, password: string) =>
      `postgres://temporal:${password}@127.0.0.1:${port}/${database}`,
    ownerOf: (database: string) => owner!.replace(/waymark$/, database),
    applicationOf: (database: string) => application.replace(/waymark$/, database),
    runScript: (password: string) =>
      runOrThrow('sh', [path.join(import.meta.dirname, 'database.sh')], {
        env: {
          PATH: process.env.PATH,
          PGHOST: '127.0.0.1',
          PGPORT: port,
          PGPASSWORD: ownerPassword,
          TEMPORAL_DATABASE_PASSWORD: password,
        },
      }),
  };
}

// What Temporal's own set-up does in each (schema/postgresql/v12 of its server): extension, function, tables.
const putFunction =
  'create or replace function convert_ts(s varchar) returns timestamp as $$ select s::timestamp $$ language sql immutable';
const schema = `
  create extension if not exists btree_gin;
  ${putFunction};
  create table schema_version (db_name text primary key, curr_version text);
  create table queue (message_id bigserial primary key, started timestamp generated always as (convert_ts('2026-01-01')) stored);
`;

test('Temporal’s role sets up its two databases, and reaches nothing of Waymark’s; nor Waymark of its', async () => {
  const server = await startServer();
  await expect(server.runScript('temporal')).rejects.toThrow('fewer than 12 characters');
  await server.runScript('it’s a secret');
  for (const database of databases) {
    const url = server.urlOf(database, encodeURIComponent('it’s a secret'));
    await query(url, schema);
    await query(url, 'insert into queue default values');
    await expect(query(server.applicationOf(database), 'select 1')).rejects.toThrow('permission denied');
  }
  const outside = server.urlOf('waymark', encodeURIComponent('it’s a secret'));
  for (const statement of [
    'select from users',
    'create table mine ()',
    'create database mine',
    'create role mine',
  ])
    await expect(query(outside, statement), statement).rejects.toThrow('permission denied');
});

test('repeated over databases that the owner’s role made, it hands them over with what is in them, and changes the password', async () => {
  const server = await startServer();
  for (const database of databases) {
    await query(server.ownerOf('postgres'), `create database ${database}`);
    await query(
      server.ownerOf(database),
      `${schema}; insert into schema_version values ('${database}', '1.9')`,
    );
  }
  await server.runScript('the first of two');
  await server.runScript('the second of two');
  for (const database of databases) {
    const url = server.urlOf(database, encodeURIComponent('the second of two'));
    expect(await query(url, 'select curr_version from schema_version')).toEqual([{ curr_version: '1.9' }]);
    await query(url, 'alter table queue add column more text; insert into queue default values');
    await query(url, `${putFunction}; create table more ()`);
    await expect(
      query(server.urlOf(database, encodeURIComponent('the first of two')), 'select 1'),
    ).rejects.toThrow('password');
  }
});
