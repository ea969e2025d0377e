import path from 'node:path';
import knex from 'knex';
import type { Knex } from 'knex';
import type { Client } from 'pg';

export const migrationsFolder = path.resolve(import.meta.dirname, '../../migrations');

/**
 * A statement that waits for a table keeps everybody waiting who comes after it, also readers: behind a dump, for as long as that takes. So it gives up.
 * Nobody waits for an index that is built or dropped beside their work, which itself waits for every transaction that is older.
 */
const lockTimeout = '5s';
const keepsNobodyWaiting = /\bindex concurrently\b/i;

/** PostgreSQL's code when a lock was not to be had in time. */
export const lockNotAvailable = '55P03';

/**
 * A connection that runs the migrations; the caller closes it.
 * @param ownerUrl connection string of a role that may create roles
 */
export function openMigrations(ownerUrl: string): Knex {
  const database = knex({
    client: 'pg',
    connection: {
      connectionString: ownerUrl,
      application_name: 'waymark-migrations',
      // A row hidden from a migration is an error, not one row less.
      options: `-c row_security=off -c lock_timeout=${lockTimeout}`,
    },
    pool: { min: 0, max: 2 },
    // The error itself is thrown; knex would print it with the whole migration.
    log: { error: () => undefined, warn: () => undefined },
    migrations: { directory: migrationsFolder, extension: 'ts', loadExtensions: ['.ts'] },
  });
  const client = database.client as { _query(connection: Client, query: { sql: string }): Promise<unknown> };
  const send = client._query.bind(client);
  client._query = async (connection, query) => {
    if (!keepsNobodyWaiting.test(query.sql)) return send(connection, query);
    await connection.query('set lock_timeout = 0');
    try {
      return await send(connection, query);
    } finally {
      await connection.query(`set lock_timeout = '${lockTimeout}'`);
    }
  };
  return database;
}
