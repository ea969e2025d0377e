import knex from 'knex';
import type { Knex } from 'knex';
import './numbers.ts';

/** No statement of ours needs longer; one that does is ended, so that it does not hold locks and a connection for ever. */
export const statementTimeoutMs = 30_000;
/** What opens a transaction and then waits for something else (a password hash in a long queue at worst) must come back within this. */
export const idleInTransactionTimeoutMs = 60_000;

/**
 * Opens a connection pool to PostgreSQL.
 * @param url connection string of one of the roles (application, relay, grader, owner)
 * @param options.maximum connections at most (default 10)
 * @param options.pipeline statements given without waiting travel together (in-one-trip.ts)
 * @param options.statementTimeoutMs,options.idleInTransactionTimeoutMs after which PostgreSQL ends a statement (error 57014) or a
 * connection whose transaction does nothing (25P03); 0 for a tool that may take its time
 */
export function openDatabase(
  url: string,
  options: {
    maximum?: number;
    applicationName?: string;
    pipeline?: boolean;
    statementTimeoutMs?: number;
    idleInTransactionTimeoutMs?: number;
  } = {},
): Knex {
  return knex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: options.applicationName ?? 'waymark',
      statement_timeout: options.statementTimeoutMs ?? statementTimeoutMs,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? idleInTransactionTimeoutMs,
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
