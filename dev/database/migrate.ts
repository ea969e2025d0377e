import path from 'node:path';
import process from 'node:process';
import { openMigrations } from './open-migrations.ts';

export const rolePasswords = [
  'DATABASE_APPLICATION_PASSWORD',
  'DATABASE_RELAY_PASSWORD',
  'DATABASE_GRADER_PASSWORD',
] as const;

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
  const database = openMigrations(ownerUrl);
  try {
    const [, files] = (
      direction === 'latest'
        ? await database.migrate.latest()
        : await database.migrate.rollback(undefined, direction === 'rollback-all')
    ) as [number, string[]];
    return files.map((file) => path.basename(file));
  } finally {
    await database.destroy();
  }
}
