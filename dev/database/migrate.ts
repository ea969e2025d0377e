import path from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import type { Knex } from 'knex';
import { lockNotAvailable, openMigrations } from './open-migrations.ts';

export const rolePasswords = [
  'DATABASE_APPLICATION_PASSWORD',
  'DATABASE_RELAY_PASSWORD',
  'DATABASE_GRADER_PASSWORD',
] as const;

/** How often a migration is begun that does not get a table, and how long others have the table in between: two to three minutes in all. */
const tries = 20;
const restMilliseconds = 3_000;

/**
 * Brings a database to the newest migration, or takes the last batch back.
 * The roles' passwords are read from the environment by the migration that creates them.
 * @param ownerUrl connection string of a superuser, or of a role with CREATEROLE and BYPASSRLS that owns the database
 * @returns the names of the migrations that ran, in order
 * @throws Error when the role lacks these rights, before anything ran; or of the migration that failed: its transaction is rolled back
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
    await refuseBlindOwner(database);
    if (direction === 'latest') return await bringToLatest(database);
    const [, files] = (await database.migrate.rollback(undefined, direction === 'rollback-all')) as [
      number,
      string[],
    ];
    return files.map((file) => path.basename(file));
  } finally {
    await database.destroy();
  }
}

/** What keeps a table for long, such as a dump, is waited for: what a migration did that met it is taken back or can be done again. */
async function bringToLatest(database: Knex): Promise<string[]> {
  const [before] = (await database.migrate.list()) as [{ name: string }[]];
  for (let attempt = 1; ; attempt += 1) {
    try {
      await database.migrate.latest();
      await closeTemporary(database);
      const [after] = (await database.migrate.list()) as [{ name: string }[]];
      const were = new Set(before.map(({ name }) => name));
      return after.map(({ name }) => path.basename(name)).filter((name) => !were.has(name));
    } catch (error) {
      if ((error as { code?: unknown }).code !== lockNotAvailable) throw error;
      if (attempt === tries)
        throw new Error(
          'A migration did not get a table: something keeps it, such as a dump. Run it again then.',
          {
            cause: error,
          },
        );
      await setTimeout(restMilliseconds);
    }
  }
}

/**
 * Nobody but the owner makes anything that a function of ours could take for a table of ours (migration 0008). That is a right of the database and not of its
 * content: one that was cloned, or restored from a dump, has it again.
 */
const closeTemporary = async (database: Knex): Promise<void> => {
  await database.raw(
    `do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$`,
  );
};

/** Row-level security is forced, so it hides rows from their owner too: what a migration brings over would come up empty, in silence. */
async function refuseBlindOwner(database: Knex): Promise<void> {
  const { rows } = await database.raw<{ rows: { name: string }[] }>(
    'select rolname as name from pg_roles where rolname = current_user and not (rolsuper or rolbypassrls)',
  );
  if (rows[0])
    throw new Error(
      `The role ${rows[0].name} does not see the rows that it would migrate. Let an administrator run: alter role ${rows[0].name} createrole bypassrls`,
    );
}
