import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { chmod } from 'node:fs/promises';
import { rolePasswords } from '../database/migrate.ts';
import { ensureDatabase, prepareCluster, waitForPostgres } from '../postgres/cluster.ts';
import { freePort } from '../processes/free-port.ts';
import { spawnWithLifeline } from '../processes/lifeline.ts';
import { runOrThrow } from '../processes/run.ts';
import { templateDatabase } from './database.ts';
import type { SharedServices } from './services.ts';

// Test data may vanish with the machine: no waiting for the disk.
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
  shared_buffers: '128MB',
};

/** A PostgreSQL for one test run, with the migrated template database. */
export async function startPostgres(
  onStop: (stop: () => Promise<void>) => void,
): Promise<SharedServices['postgres']> {
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-test-postgres-'));
  // mkdtemp makes it private; the system user of PostgreSQL has to get in.
  await chmod(folder, 0o755);
  onStop(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const ownerPassword = randomBytes(12).toString('hex');
  const cluster = await prepareCluster({
    folder: path.join(folder, 'data'),
    port,
    password: ownerPassword,
    settings,
  });
  const server = spawnWithLifeline(cluster.program, cluster.parameters, {
    ...cluster.user,
    cwd: '/',
    stopSignal: 'INT',
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  let log = '';
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)));
  onStop(async () => {
    server.stdin?.end();
    await ended;
  });
  await waitForPostgres(cluster.url('postgres')).catch((error: Error) => {
    throw new Error(`${error.message}\n${log}`);
  });
  await ensureDatabase(cluster, templateDatabase);
  // Long enough for an API in production's mode, which refuses short ones.
  const password = () => randomBytes(12).toString('hex');
  const passwords = {
    applicationPassword: password(),
    relayPassword: password(),
    graderPassword: password(),
  };
  const environment = Object.fromEntries(
    rolePasswords.map((name, index) => [name, Object.values(passwords)[index]]),
  );
  const command = path.resolve(import.meta.dirname, '../commands/db-migrate.ts');
  await runOrThrow(process.execPath, [command], {
    env: { ...process.env, ...environment, DATABASE_OWNER_URL: cluster.url(templateDatabase) },
  });
  return { port, ownerPassword, ...passwords };
}
