import knex from 'knex';
import type { Knex } from 'knex';

/**
 * Opens a connection pool to PostgreSQL.
 * @param url connection string of one of the roles (application, relay, grader, owner)
 * @param options.maximum connections at most (default 10)
 * @param options.pipeline statements given without waiting travel together (in-one-trip.ts)
 */
export function openDatabase(url: string, options: { maximum?: number; applicationName?: string; pipeline?: boolean } = {}): Knex {
  return knex({
    client: 'pg',
    connection: { connectionString: url, application_name: options.applicationName ?? 'waymark', ...(options.pipeline && { pipeline: true }) },
    pool: { min: 0, max: options.maximum ?? 10 },
    acquireConnectionTimeout: 10_000,
  });
}
