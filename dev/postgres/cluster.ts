import { createHash } from 'node:crypto';
import { access, chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import pg from 'pg';
import { runOrThrow } from '../processes/run.ts';
import { waitFor } from '../processes/wait-for.ts';
import { findPostgresBinaries, sharedFolder } from './binaries.ts';
import { canEnter, postgresSystemUser } from './system-user.ts';
import type { SystemUser } from './system-user.ts';

export const ownerRole = 'postgres';

/** The locale that knows the letters of every script and sorts by code points: it comes with the C library, and macOS has it under another name. */
export const characterType = process.platform === 'darwin' ? 'UTF-8' : 'C.UTF-8';

/** A data folder that is initialised, and how to run a server on it. */
export type Cluster = {
  folder: string;
  program: string;
  parameters: string[];
  user: SystemUser | undefined;
  /** Connection string of the owner role. */
  url(database: string): string;
};

type ClusterOptions = {
  /** Where the data should live; as root, when the postgres user cannot get there, /var/lib/waymark/<hash> is used instead. */
  folder: string;
  port: number;
  password: string;
  /** Server settings, e.g. { fsync: 'off' } for tests. */
  settings?: Record<string, string>;
};

/** Makes a PostgreSQL data folder ready to be served; an initialised one is left as it is. */
export async function prepareCluster(options: ClusterOptions): Promise<Cluster> {
  const cluster = await findCluster(options);
  const { initdb } = await findPostgresBinaries(cluster.user);
  if (!(await exists(cluster.folder)))
    await initialise(cluster.folder, options.password, initdb, cluster.user);
  return cluster;
}

/**
 * The same without making one.
 * @param options.at the very folder of its data, where that is known
 */
export async function findCluster(options: ClusterOptions & { at?: string }): Promise<Cluster> {
  const user = await postgresSystemUser();
  const binaries = await findPostgresBinaries(user);
  const folder = options.at ?? (await reachableFolder(options, user));
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    max_connections: '200',
    ...options.settings,
  };
  return {
    folder,
    program: binaries.postgres,
    parameters: [
      '-D',
      folder,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    user,
    url: (database) =>
      `postgres://${ownerRole}:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${database}`,
  };
}

/** Resolves when the server answers a query. */
export async function waitForPostgres(
  url: string,
  options: { withinMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  await waitFor('PostgreSQL answering', () => query(url, 'select 1').then(() => true), {
    everyMs: 50,
    ...options,
  });
}

/** Creates a database unless it is there. */
export async function ensureDatabase(cluster: Cluster, name: string): Promise<void> {
  const rows = await query(cluster.url('postgres'), 'select 1 from pg_database where datname = $1', [name]);
  if (rows.length === 0) await query(cluster.url('postgres'), `create database ${pg.escapeIdentifier(name)}`);
}

/** One statement on a connection of its own. */
export async function query(
  url: string,
  statement: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

async function reachableFolder(
  wish: { folder: string; password: string },
  user: SystemUser | undefined,
): Promise<string> {
  const wanted = path.resolve(wish.folder);
  await mkdir(path.dirname(wanted), { recursive: true });
  if (!user || (await canEnter(path.dirname(wanted), user))) return wanted;
  // The password is part of the name: whoever deleted the data folder has a new one, and starts empty there too.
  const own = path.join(
    sharedFolder,
    createHash('sha256').update(`${wanted}\n${wish.password}`).digest('hex').slice(0, 16),
  );
  await mkdir(own, { recursive: true, mode: 0o755 });
  return path.join(own, 'postgres');
}

async function initialise(
  folder: string,
  password: string,
  initdb: string,
  user: SystemUser | undefined,
): Promise<void> {
  // Renamed when done: a start that is killed half-way leaves nothing that looks like a cluster.
  const partial = `${folder}.partial`;
  const passwordFile = `${folder}.password`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) {
    await chown(partial, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  // The built-in locale provider gives UTF-8 case rules without a locale of the machine. What search by trigrams takes for a letter the machine's locale says all the same.
  const locale = [
    '--encoding',
    'UTF8',
    '--locale',
    'C',
    '--lc-ctype',
    characterType,
    '--locale-provider',
    'builtin',
    '--builtin-locale',
    'C.UTF-8',
  ];
  const access = ['--username', ownerRole, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
  try {
    await runOrThrow(initdb, ['--pgdata', partial, ...access, ...locale], {
      ...user,
      cwd: '/',
      env: { PATH: process.env.PATH },
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(partial, folder);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
