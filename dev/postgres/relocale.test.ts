import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, rolePasswords } from '../database/migrate.ts';
import { freePort } from '../processes/free-port.ts';
import { runOrThrow } from '../processes/run.ts';
import { findPostgresBinaries } from './binaries.ts';
import { ensureDatabase, findCluster, ownerRole, prepareCluster, query } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { knowsOnlyAscii, relocale } from './relocale.ts';
import { postgresSystemUser } from './system-user.ts';
import { withServer } from './with-server.ts';

const password = randomBytes(12).toString('hex');
const rolePassword = randomBytes(12).toString('hex');
let parent: string;
let folder: string;

const titles = ['Café société', 'مقدمة في قواعد البيانات', '数据库课程', 'Über Größe'];
const settings = { fsync: 'off' };

const found = async (of: Cluster) =>
  findCluster({ folder, password, settings, port: Number(new URL(of.url('x')).port) });
const serving = async () => findCluster({ folder, password, settings, port: await freePort() });

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'waymark-relocale-'));
  await chmod(parent, 0o755);
  folder = path.join(parent, 'postgres');
  await makeOldFolder();
  const cluster = await serving();
  await withServer(cluster, async () => {
    await ensureDatabase(cluster, 'waymark');
    for (const name of rolePasswords) process.env[name] = rolePassword;
    await migrate(cluster.url('waymark'));
    const [{ id }] = (await query(
      cluster.url('waymark'),
      `insert into organisations (slug, name) values ('demo', 'Démo') returning id`,
    )) as [{ id: string }];
    for (const [index, title] of titles.entries())
      await query(
        cluster.url('waymark'),
        `insert into courses (organisation_id, slug, title, summary, status) values ($1, $2, $3, $3, 'published')`,
        [id, `course-${index}`, title],
      );
    await query(cluster.url('postgres'), `create role reader login password 'reads only'`);
    await query(cluster.url('waymark'), 'grant select (slug, title) on courses to reader');
    await query(cluster.url('waymark'), 'alter table courses owner to postgres');
  });
});
afterAll(() => rm(parent, { recursive: true, force: true }));

/** As `prepareCluster` made it before: the C library is told to know ASCII only. */
async function makeOldFolder(): Promise<void> {
  const user = await postgresSystemUser();
  const { initdb } = await findPostgresBinaries(user);
  const passwordFile = path.join(parent, 'password');
  await mkdir(folder, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`);
  if (user) for (const file of [folder, passwordFile]) await chown(file, user.uid, user.gid);
  await runOrThrow(
    initdb,
    [
      ...['--pgdata', folder, '--username', ownerRole, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...[
        '--encoding',
        'UTF8',
        '--locale',
        'C',
        '--locale-provider',
        'builtin',
        '--builtin-locale',
        'C.UTF-8',
      ],
    ],
    { ...user, cwd: '/', env: { PATH: process.env.PATH } },
  );
}

/** Everything that must survive: rows, roles with their passwords, rights, policies, functions and their owners. */
async function describe(cluster: Cluster): Promise<Record<string, unknown>> {
  const ask = (statement: string) => query(cluster.url('waymark'), statement);
  return {
    courses: await ask('select id, slug, title, summary from courses order by slug'),
    migrations: await ask('select name from knex_migrations order by id'),
    roles: await ask('select rolname, rolcanlogin, rolbypassrls, rolpassword from pg_authid order by 1'),
    rights: await ask(
      `select oid::regclass::text, relowner::regrole::text, relacl::text[], relforcerowsecurity from pg_class where relnamespace = 'public'::regnamespace order by 1`,
    ),
    columns: await ask(
      'select attrelid::regclass::text, attname, attacl::text[] from pg_attribute where attacl is not null order by 1, 2',
    ),
    functions: await ask(
      `select oid::regprocedure::text, proowner::regrole::text, proacl::text[] from pg_proc where pronamespace = 'public'::regnamespace order by 1`,
    ),
    policies: await ask('select tablename, policyname, qual from pg_policies order by 1, 2'),
  };
}

const likeness = (cluster: Cluster, typed: string) =>
  query(
    cluster.url('waymark'),
    `select title from search_entries where search_fold($1) <% folded and word_similarity(search_fold($1), folded) > 0.4`,
    [typed],
  );

test('CUR-8: an old data folder is given the letters of every script, and all that was in it is there', async () => {
  const old = await serving();
  const before = await withServer(old, async () => {
    expect(await knowsOnlyAscii(old.url('waymark'))).toBe(true);
    expect(await query(old.url('waymark'), `select show_trgm('数据库') as trigrams`)).toEqual([
      { trigrams: [] },
    ]);
    return describe(old);
  });
  expect((before.courses as unknown[]).length).toBe(titles.length);

  const kept = await relocale({ folder, password });
  expect(kept).toBe(`${old.folder}.before-relocale`);
  expect((await stat(kept!)).isDirectory()).toBe(true);

  const fresh = await serving();
  await withServer(fresh, async () => {
    expect(await knowsOnlyAscii(fresh.url('waymark'))).toBe(false);
    expect(await describe(fresh)).toEqual(before);
    for (const [typed, title] of [
      ['قواعض', titles[1]],
      ['数据库课', titles[2]],
      ['grosse', titles[3]],
    ])
      expect([typed, await likeness(fresh, typed!)]).toEqual([typed, [{ title }]]);
    const signIn = (role: string, secret: string) =>
      query(
        fresh.url('waymark').replace(`${ownerRole}:${password}`, `${role}:${encodeURIComponent(secret)}`),
        'select current_user as name',
      );
    expect(await signIn('reader', 'reads only')).toEqual([{ name: 'reader' }]);
    expect(await signIn('waymark_application', rolePassword)).toEqual([{ name: 'waymark_application' }]);
    await expect(signIn('reader', 'wrong')).rejects.toThrow(/password authentication failed/);
  });
  // Once is enough.
  expect(await relocale({ folder, password })).toBeNull();
});

test('CUR-8: what another server serves, and what is not there, is left alone', async () => {
  const cluster = await serving();
  await withServer(cluster, async () => {
    await expect(relocale({ folder, password })).rejects.toThrow(/does not start[^]*postmaster\.pid/);
    expect(await knowsOnlyAscii((await found(cluster)).url('waymark'))).toBe(false);
  });
  await expect(relocale({ folder: path.join(parent, 'nothing'), password })).rejects.toThrow(
    'There is no data',
  );
});

test('CUR-8: a new data folder needs nothing', async () => {
  const options = { folder: path.join(parent, 'new'), port: await freePort(), password, settings };
  const cluster = await prepareCluster(options);
  await withServer(cluster, async () => {
    expect(await knowsOnlyAscii(cluster.url('postgres'))).toBe(false);
  });
  expect(await relocale({ folder: options.folder, password })).toBeNull();
});
