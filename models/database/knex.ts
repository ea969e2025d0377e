import knex from 'knex';
import type { Knex } from 'knex';

/**
 * Opens a connection pool to PostgreSQL.
 * @param url connection string of one of the roles (application, relay, grader, owner)
 * @param options.maximum connections at most (default 10)
 * @param options.pipeline statements given without waiting travel together (in-one-trip.ts)
 */
export function openDatabase(
  url: string,
  options: { maximum?: number; applicationName?: string; pipeline?: boolean } = {},
): Knex {
  return knex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: options.applicationName ?? 'waymark',
      ...(options.pipeline && { pipeline: true }),
    },
    pool: { min: 0, max: options.maximum ?? 10 },
    acquireConnectionTimeout: 10_000,
    log: { warn: logWarning },
  });
}

/**
 * Logs a warning of knex as one JSON line like all others. That no connection could be had is left out: the error itself is thrown, and whoever asked
 * logs it or answers with it.
 */
function logWarning(message: unknown): void {
  const text = String(message);
  if (text.startsWith('Acquire connection error')) return;
  console.warn(
    JSON.stringify({
      level: 40,
      time: new Date().toISOString(),
      process: 'database',
      msg: text.split('\n')[0],
    }),
  );
}
