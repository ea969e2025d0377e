import os from 'node:os';
import process from 'node:process';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { silentAfterSeconds } from '#domain/processes/worker-silence.ts';

const everyMilliseconds = 10_000;

/**
 * Writes every 10 s what a worker can do just now; health and the languages' readiness are read from it.
 * What is left of workers that were killed goes with it.
 * @param options.state what to say, e.g. whether Docker answers; `owner` names whose containers are this worker's
 */
export function startHeartbeat(options: {
  database: Knex;
  queue: string;
  state: () => Promise<Record<string, unknown>>;
  log: Logger;
}): {
  stop(): Promise<void>;
} {
  const { database, queue, log } = options;
  const worker = `${queue}@${os.hostname()}#${process.pid}`;
  let beating = Promise.resolve();

  const beat = (): void => {
    beating = beating.then(async () => {
      try {
        await database('worker_heartbeats')
          .insert({
            worker,
            queue,
            state: JSON.stringify({ ...(await options.state()), pid: process.pid }),
            seen_at: database.fn.now(),
          })
          .onConflict('worker')
          .merge();
        await database('worker_heartbeats')
          .where({ queue })
          .where('seen_at', '<=', livingSince(database))
          .del();
      } catch (error) {
        log.warn({ err: error }, 'the heartbeat could not be written');
      }
    });
  };
  beat();
  const timer = setInterval(beat, everyMilliseconds);
  return {
    stop: async () => {
      clearInterval(timer);
      await beating;
      await database('worker_heartbeats')
        .where({ worker })
        .del()
        .catch((error: unknown) => log.warn({ err: error }, 'the heartbeat could not be removed'));
    },
  };
}

const livingSince = (database: Knex) =>
  database.raw('now() - make_interval(secs => ?)', [silentAfterSeconds]);

/**
 * The owners of containers that are at work now, as the heartbeats of a queue's workers say.
 * @throws Error when the database cannot be asked
 */
export async function livingOwners(database: Knex, queue: string): Promise<string[]> {
  const rows = await database('worker_heartbeats')
    .where({ queue })
    .where('seen_at', '>', livingSince(database))
    .select<{ owner: string | null }[]>(database.raw("state ->> 'owner' as owner"));
  return rows.flatMap(({ owner }) => owner ?? []);
}
