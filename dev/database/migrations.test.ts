import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Knex } from 'knex';
import { afterAll, expect, test } from 'vitest';
import { query } from '../postgres/cluster.ts';
import { createTestDatabase } from '../testing/database.ts';
import { startPostgres } from '../testing/start-postgres.ts';
import { openDatabase } from '#models/database/knex.ts';
import { findHeavyLocks } from './heavy-locks.ts';
import { migrate } from './migrate.ts';
import { migrationsFolder as folder, openMigrations } from './open-migrations.ts';

const files = readdirSync(folder).sort();
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');

/** SHA-256 of the migrations that ran somewhere: what was done is changed by another migration, never by an edit. */
const landed: Record<string, string> = {
  '0001-roles-and-scope.ts': 'd9b5cbf6706a795e5745828ffa8773138572fe718b5224c0e238bdbd20123fd3',
  '0002-organisations-and-accounts.ts': 'a6f2af85a6c8b5ce7e36ca7fd51175b0a322e9c665bc6d1ef878094e80a55f14',
  '0003-curriculum.ts': 'c4517dd5729ece6d63ca409119ac5018e9d1f9eee04e0116a1e98612b5d1f371',
  '0004-exercises-and-grading.ts': '27a3d6b923a25d248bbbdff87d050ee7886781af4dd7569626af12f9464dc106',
  '0005-processes.ts': 'e30e146883b040c503e4d344e65b6e35d1e7fe61f19c777047e691ec7caf0730',
  '0006-public-profiles.ts': 'e33519c4c59925a529d8167e07508ef22328c61f49d760249127f8e17c7e135c',
  '0007-enrolment-changes.ts': '13b01d1745b3285abacce33e57523fa3f3d5d4ceb2b30f4145fc2f1731972eb4',
  '0008-least-rights.ts': '9ca544543cd26377aeb341afd032ce0b21889082be7a6252b4c01992d9526186',
  '0009-processes-table.ts': '167cc6ead00a9bb1fa8f4f8c84d00446ee9b9673ab8c6e4cb155e51b9b9049c9',
  '0010-fenced-gradings.ts': 'e3931a97cbeaebac43c375045041efcd8f45b6a5fd6826cb5fefc2b78584975d',
  '0011-accounts.ts': '722b9361b341ceb5303d2ffd33dfe0bce2974cee137c1ac3833418982df9b3a2',
  '0012-judgements-stand.ts': 'ba2c87129f40b107c27b70eaa1071e684fc2f44ecdc940cd6d86764dc00ea2b5',
  '0014-foreign-key-indexes.ts': '149f9f1f59c63a4a5eeb84f82e76603b6396a24d3d01b1e061a5a1b6d3310bfc',
  '0015-review-state.ts': '8f020f2453d4cbad4ecf1fd3d7cae4c51d4ce6721197907e81c72782510ccaf1',
  '0016-personal-data.ts': 'a6295d9ebcc1ce4651b4a78e1e2844ee94d9b24511dec155fb7ec4aea102c5d9',
  '0017-webhook-events.ts': '3667e7043c7d9bab0fc52044b5fa8361fa765ecb1bf0b171b7f32ec80f8d63aa',
  '0018-console-indexes.ts': 'd5d7480a21f867bece4e9cbf07a0ae328a08edc4bd37d0e7aad8de0c4d6876fa',
  '0019-caps-and-checker-failures.ts': 'b6e187bf22aa6e22716c3524e69a3b208b44a47d9fde82674acca2347deabcf5',
  '0020-inbox-and-erasure-mends.ts': 'de22cbdb476a61910651d93c1cd54d4853836a57026190449f5ec7eab64829ce',
  '0021-inbox-indexes.ts': '93fdd3c442f7d53f1ff93ccba1d895bfbecdc0fa1b81a4b257b32fa63db9355c',
  '0022-who-left-and-who-wrote.ts': '4290deb9ec48ae348ecf3dfbccd92a03410428e5eb06011adc656caed047ce1e',
  '0023-nothing-to-say.ts': '4ba5ed2f06b83715a0c4ea98256a470e0fe41b96f295edb7a223fe83f3a4c2c3',
  '0024-forget-in-batches.ts': 'd211608f65cc38afe988594edce3b173e3233e69b9c89b766dca7552646878aa',
};

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

test('migrations have numbers of their own, in order, and go up and down', async () => {
  expect(files.filter((file) => !/^\d{4}-[a-z0-9-]+\.ts$/.test(file))).toEqual([]);
  const numbers = files.map((file) => file.slice(0, 4));
  expect(numbers).toEqual([...new Set(numbers)]);
  for (const file of files) {
    const migration = (await import(path.join(folder, file))) as Record<string, unknown>;
    expect([file, typeof migration.up, typeof migration.down]).toEqual([file, 'function', 'function']);
  }
});

test('a migration that landed is unchanged: write another one', () => {
  const found = Object.keys(landed).map((file) => [
    file,
    createHash('sha256').update(read(file)).digest('hex'),
  ]);
  expect(Object.fromEntries(found)).toEqual(landed);
});

test('migrations keep nobody waiting for a table that is in use, or say why they may', () => {
  const later = files.filter((file) => Number(file.slice(0, 4)) > 7);
  expect(later.flatMap((file) => findHeavyLocks(read(file)).map((fault) => `${file}: ${fault}`))).toEqual([]);
});

test('what locks a table for long is found; new tables, concurrent indexes and reasons are let through', () => {
  const locks = [
    'create index by_age on runs (requested_at)',
    'create unique index on runs (id)',
    'create index ${name} on ${table} (id)',
    'alter table runs alter column result type text',
    'alter table runs alter result set data type text',
    'alter table runs alter column stdin set not null',
    'alter table runs add column a integer not null',
    'alter table runs add column a uuid default uuidv7()',
    'alter table runs add foreign key (user_id) references users',
    'alter table runs add constraint c check (a > 0)',
    'alter table runs add unique (user_id)',
    'alter table runs rename column stdin to input',
    'lock table runs',
    'vacuum full runs',
    'reindex table runs',
    'drop index concurrently x; drop index by_age',
  ];
  expect(locks.filter((statement) => findHeavyLocks(statement).length !== 1)).toEqual([]);
  const harmless = [
    'create table runs (id uuid); create index by_age on runs (id); alter table runs add unique (id)',
    'create index concurrently by_age on runs (requested_at)',
    'alter table runs add column a integer not null default 0',
    'alter table runs add constraint c check (a > 0) not valid',
    '-- create index by_age on runs (id)',
    '-- locks runs: it holds an hour of rows, a few hundred at most\ncreate index by_age on runs (id)',
    'create or replace function f() returns void language sql as $$ select 1 $$',
  ];
  expect(harmless.flatMap(findHeavyLocks)).toEqual([]);
});

test('functions that run with their owner’s rights are created with the safe path, or protected where they are created', () => {
  const safe = 'set search_path = pg_catalog, public, pg_temp';
  for (const file of files.filter((name) => Number(name.slice(0, 4)) > 8)) {
    const definers = read(file)
      .split(/create (?:or replace )?function/i)
      .slice(1)
      .filter((text) => /security\s+definer/i.test(text.split('$$')[0]!));
    for (const text of definers) {
      const name = /^\s*(\w+)/.exec(text)![1]!;
      const isProtected = text.includes(safe) || read(file).includes(`call protect_definer('${name}(`);
      expect([file, name, isProtected]).toEqual([file, name, true]);
    }
  }
});

test('each migration that is taken back leaves the database as it was, and all of them run again', async () => {
  const database = await createTestDatabase({ migrated: false });
  const urls = [database.applicationUrl, database.relayUrl, database.graderUrl] as const;
  const [application, relay, grader] = urls.map((url) => new URL(url).password);
  usePasswords(application!, relay!, grader!);
  const owner = openMigrations(database.ownerUrl);
  const states: string[][] = [];
  for (const _ of files) {
    states.push(await describe(owner));
    await owner.migrate.up();
  }
  const complete = await describe(owner);
  for (const before of states.toReversed()) {
    const [, [file]] = (await owner.migrate.down()) as [number, string[]];
    expect([path.basename(file!), ...(await describe(owner))]).toEqual([path.basename(file!), ...before]);
  }
  await owner.destroy();
  await migrate(database.ownerUrl);
  const again = openMigrations(database.ownerUrl);
  expect(await describe(again)).toEqual(complete);
  await again.destroy();
  await database.drop();
});

test('A1: an owner that is no superuser, as on managed PostgreSQL, migrates and takes back; one without the rights is told which', async () => {
  const cluster = await startPostgres((stop) => stops.push(stop));
  usePasswords(cluster.applicationPassword, cluster.relayPassword, cluster.graderPassword);
  const superuser = (database: string) =>
    `postgres://postgres:${cluster.ownerPassword}@127.0.0.1:${cluster.port}/${database}`;
  const managed = superuser('waymark').replace(`postgres:${cluster.ownerPassword}`, 'managed:managed');
  await query(superuser('postgres'), 'drop database waymark_template');
  for (const role of ['application', 'relay', 'grader', 'definer'])
    await query(superuser('postgres'), `drop role waymark_${role}`);
  await query(superuser('postgres'), `create role managed login password 'managed' createrole`);
  await query(superuser('postgres'), 'create database waymark owner managed');
  await expect(migrate(managed)).rejects.toThrow(
    'Let an administrator run: alter role managed createrole bypassrls',
  );
  expect(
    await query(superuser('waymark'), `select relname from pg_class where relname like 'knex%'`),
  ).toEqual([]);
  await query(superuser('postgres'), 'alter role managed nocreaterole bypassrls');
  await expect(migrate(managed)).rejects.toThrow(/permission denied to create role/);
  await query(superuser('postgres'), 'alter role managed createrole');
  await migrate(managed);
  const definers = `select distinct proowner::regrole::text as owner from pg_proc where prosecdef and pronamespace = 'public'::regnamespace`;
  expect(await query(managed, definers)).toEqual([{ owner: 'waymark_definer' }]);
  const relay = managed.replace('managed:managed', `waymark_relay:${cluster.relayPassword}`);
  expect(await query(relay, 'select pending from outbox_lag()')).toEqual([{ pending: '0' }]);
  await migrate(managed, 'rollback-all');
  await migrate(managed);
  expect(await query(managed, definers)).toEqual([{ owner: 'waymark_definer' }]);
  // Its rights taken away between two versions: it is told so, and nothing is brought over that it cannot see.
  await query(superuser('postgres'), 'alter role managed nobypassrls');
  await expect(migrate(managed)).rejects.toThrow('does not see the rows that it would migrate');
  const blind = openMigrations(managed);
  await expect(blind.raw('select from gradings')).rejects.toThrow(/row-level security/);
  await blind.destroy();
});

test('A1: a database that was restored is closed to temporary tables by the next deploy', async () => {
  const database = await createTestDatabase();
  const [application, relay, grader] = [database.applicationUrl, database.relayUrl, database.graderUrl].map(
    (url) => new URL(url).password,
  );
  usePasswords(application!, relay!, grader!);
  const owner = openDatabase(database.ownerUrl);
  stops.push(async () => {
    await owner.destroy();
    await database.drop();
  });
  const may = async () => {
    const { rows } = await owner.raw<{ rows: { may: boolean }[] }>(
      `select has_database_privilege('waymark_application', current_database(), 'temporary') as may`,
    );
    return rows[0]!.may;
  };
  await owner.raw('grant temporary on database ?? to public', [database.name]);
  expect(await may()).toBe(true);
  expect(await migrate(database.ownerUrl)).toEqual([]);
  expect(await may()).toBe(false);
});

test('a migration behind a dump gives the table back, and is done when the dump is', async () => {
  const database = await createTestDatabase();
  const [application, relay, grader] = [database.applicationUrl, database.relayUrl, database.graderUrl].map(
    (url) => new URL(url).password,
  );
  usePasswords(application!, relay!, grader!);
  const owner = openMigrations(database.ownerUrl);
  await owner.migrate.down({ name: '0028-why-a-test-failed.ts' });
  const since = async () =>
    (
      await owner.raw<{ rows: { seconds: number }[] }>(
        `select extract(epoch from now() - query_start)::float as seconds from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and application_name = 'waymark-migrations' and wait_event_type = 'Lock'`,
      )
    ).rows[0]?.seconds;
  const dump = openDatabase(database.ownerUrl, { maximum: 1 });
  let migrated: Promise<string[]> | undefined;
  let indexed: Promise<unknown> | undefined;
  const indexes = openMigrations(database.ownerUrl);
  await dump.transaction(async (trx) => {
    await trx.raw('lock table grading_tests in access share mode');
    migrated = migrate(database.ownerUrl);
    await expect.poll(since, { timeout: 20_000 }).toBeDefined();
    // It gives up, and readers come through.
    await expect.poll(since, { timeout: 20_000 }).toBeUndefined();
    await owner.raw('select from grading_tests limit 1');
  });
  expect(await migrated).toEqual(['0028-why-a-test-failed.ts']);
  await dump.transaction(async (trx) => {
    await trx.raw('lock table users in row exclusive mode');
    indexed = indexes.raw('create index concurrently in_peace on users (name)').then(() => 'made');
    await expect.poll(async () => (await since()) ?? 0, { timeout: 20_000 }).toBeGreaterThan(6);
  });
  expect(await indexed).toBe('made');
  await Promise.all([owner, dump, indexes].map((pool) => pool.destroy()));
  await database.drop();
});

/** Roles belong to the whole cluster, so they must keep the passwords they have. */
function usePasswords(application: string, relay: string, grader: string): void {
  process.env.DATABASE_APPLICATION_PASSWORD = application;
  process.env.DATABASE_RELAY_PASSWORD = relay;
  process.env.DATABASE_GRADER_PASSWORD = grader;
}

/** Everything of ours in a database, a line each; without knex's own tables. A function's path may stay as safe as it became. */
async function describe(owner: Knex): Promise<string[]> {
  const { rows } = await owner.raw<{ rows: { line: string }[] }>(`
    with ours as (
      select * from pg_class where relnamespace = 'public'::regnamespace and relname not like 'knex%' and relkind in ('r', 'v', 'S')
    )
    select format('%s %s rls %s %s', relkind, relname, relrowsecurity, relforcerowsecurity) as line from ours
    union all select format('column %s.%s %s %s %s', relname, attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid))
      from ours join pg_attribute on attrelid = ours.oid and attnum > 0 and not attisdropped left join pg_attrdef on adrelid = ours.oid and adnum = attnum
    union all select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint where conrelid in (select oid from ours)
    union all select pg_get_indexdef(indexrelid) from pg_index where indrelid in (select oid from ours)
    union all select format('trigger %s', pg_get_triggerdef(oid)) from pg_trigger where tgrelid in (select oid from ours) and not tgisinternal
    union all select format('policy %s on %s: %s, %s', policyname, tablename, qual, with_check) from pg_policies where schemaname = 'public'
    union all select format('function %s of %s: %s', oid::regprocedure, proowner::regrole, md5(prosrc))
      from pg_proc where pronamespace = 'public'::regnamespace and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
    union all select format('extension %s', extname) from pg_extension
    union all select format('grant %s on %s to %s', privilege_type, relname, grantee::regrole)
      from ours, aclexplode(coalesce(relacl, acldefault('r', relowner))) where grantee <> relowner
    union all select format('grant %s on %s.%s to %s', privilege_type, relname, attname, grantee::regrole)
      from ours join pg_attribute on attrelid = ours.oid, aclexplode(attacl)
    union all select format('grant %s on %s to %s', privilege_type, oid::regprocedure, grantee::regrole)
      from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner)))
      where pronamespace = 'public'::regnamespace and grantee <> proowner and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
    union all select format('grant %s on database to %s', privilege_type, grantee::regrole) from pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
      where datname = current_database() and grantee <> datdba
    union all select format('grant %s on schema to %s', privilege_type, grantee::regrole) from pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
      where nspname = 'public' and grantee <> nspowner
    order by 1`);
  return rows.map(({ line }) => line);
}
