import { spawnWithLifeline } from '../processes/lifeline.ts';
import { waitForPostgres } from './cluster.ts';
import type { Cluster } from './cluster.ts';

/**
 * Serves a data folder while `work` runs, and stops when it is done.
 * @throws Error with the end of the server's log when it does not start, for example because another server has the folder
 */
export async function withServer<Result>(cluster: Cluster, work: () => Promise<Result>): Promise<Result> {
  const server = spawnWithLifeline(cluster.program, cluster.parameters, {
    ...cluster.user,
    cwd: '/',
    stopSignal: 'INT',
  });
  let log = '';
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4_000)));
  const failed = new AbortController();
  const ended = new Promise<void>((resolve) =>
    server.once('exit', () => {
      failed.abort();
      resolve();
    }),
  );
  try {
    await waitForPostgres(cluster.url('postgres'), { signal: failed.signal }).catch((error: Error) => {
      throw new Error(`PostgreSQL does not start on ${cluster.folder}.\n${log}`, { cause: error });
    });
    return await work();
  } finally {
    server.stdin?.end();
    await ended;
  }
}
