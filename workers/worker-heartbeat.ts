import os from 'node:os';
import process from 'node:process';
import type { Knex } from 'knex';
import type { Logger } from 'pino';

const everyMilliseconds = 10_000;

/**
 * Writes every 10 s what a worker can do just now; health and the languages' readiness are read from it.
 * @param options.state what to say, e.g. whether Docker answers
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
  const worker = `${queue}@${os.hostname()}`;
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
