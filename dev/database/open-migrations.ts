import path from 'node:path';
import knex from 'knex';
import type { Knex } from 'knex';

export const migrationsFolder = path.resolve(import.meta.dirname, '../../migrations');

/**
 * A connection that runs the migrations; the caller closes it.
 * @param ownerUrl connection string of a role that may create roles
 */
export const openMigrations = (ownerUrl: string): Knex =>
  knex({
    client: 'pg',
    connection: { connectionString: ownerUrl, application_name: 'waymark-migrations' },
    pool: { min: 0, max: 2 },
    // The error itself is thrown; knex would print it with the whole migration.
    log: { error: () => undefined, warn: () => undefined },
    migrations: { directory: migrationsFolder, extension: 'ts', loadExtensions: ['.ts'] },
  });
