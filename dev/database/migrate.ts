import path from 'node:path';
import process from 'node:process';
import knex from 'knex';

export const rolePasswords = [
  'DATABASE_APPLICATION_PASSWORD',
  'DATABASE_RELAY_PASSWORD',
  'DATABASE_GRADER_PASSWORD',
] as const;

const folder = path.resolve(import.meta.dirname, '../../migrations');

/**
 * Brings a database to the newest migration, or takes the last batch back.
 * The roles' passwords are read from the environment by the migration that creates them.
 * @param ownerUrl connection string of a role that may create roles
 * @returns the names of the migrations that ran, in order
 * @throws Error of the migration that failed; its transaction is rolled back
 */
export async function migrate(
  ownerUrl: string,
  direction: 'latest' | 'rollback' | 'rollback-all' = 'latest',
): Promise<string[]> {
  for (const name of rolePasswords) {
    if (!process.env[name]) throw new Error(`Set ${name}: the migrations create a role with it.`);
  }
  const database = knex({
    client: 'pg',
    connection: { connectionString: ownerUrl, application_name: 'waymark-migrations' },
    pool: { min: 0, max: 2 },
    // The error itself is thrown; knex would print it with the whole migration.
    log: { error: () => undefined },
    migrations: { directory: folder, extension: 'ts', loadExtensions: ['.ts'] },
  });
  try {
    const result: [number, string[]] =
      direction === 'latest'
        ? await database.migrate.latest()
        : await database.migrate.rollback(undefined, direction === 'rollback-all');
    return result[1].map((file) => path.basename(file));
  } finally {
    await database.destroy();
  }
}
