import path from 'node:path';
import process from 'node:process';
import { ensureDatabase, prepareCluster, waitForPostgres } from '#dev/postgres/cluster.ts';
import { knowsOnlyAscii } from '#dev/postgres/relocale.ts';
import { migrate, rolePasswords } from '#dev/database/migrate.ts';
import { machineEnvironment } from '../platform-run.ts';
import type { PlatformRun } from '../platform-run.ts';

/** One connection string a role; the owner's is for migrations and commands only, and may be withheld by who runs an own database. */
export type DatabaseUrls = {
  owner?: string | undefined;
  application: string;
  direct: string;
  relay: string;
  grader: string;
};

/**
 * Brings up PostgreSQL, or takes the one that DATABASE_URL names, and migrates it.
 * @throws Error that names the variable that is missing beside DATABASE_URL
 */
export async function startPostgres(run: PlatformRun): Promise<DatabaseUrls> {
  const urls = externalUrls(run.settings.environment) ?? (await startEmbedded(run));
  const { owner } = urls;
  if (!owner) {
    run.progress.note(
      'DATABASE_OWNER_URL is not set, so the database is not migrated here: npm run db:migrate does it.',
    );
    return urls;
  }
  await run.progress.step('Migrations', 'bringing the tables up to date', async () => {
    for (const name of rolePasswords) process.env[name] ??= run.secrets[name];
    await migrate(owner);
  });
  if (await knowsOnlyAscii(owner))
    run.progress.warn(
      'This database was made without the letters of other scripts than A to Z, so search forgives typing errors in these only. ' +
        (run.settings.environment.DATABASE_URL
          ? 'See “Search in every script” in docs/operations.md.'
          : 'Stop the platform and run npm run db:relocale once; the old data stays beside the new.'),
    );
  return urls;
}

function externalUrls(environment: NodeJS.ProcessEnv): DatabaseUrls | undefined {
  const {
    DATABASE_URL: application,
    DATABASE_DIRECT_URL: direct,
    DATABASE_RELAY_URL: relay,
    DATABASE_GRADER_URL: grader,
  } = environment;
  if (!application) return undefined;
  if (!relay || !grader)
    throw new Error(
      'Beside DATABASE_URL set DATABASE_RELAY_URL and DATABASE_GRADER_URL: each part has a role of its own.',
    );
  return { owner: environment.DATABASE_OWNER_URL, application, direct: direct ?? application, relay, grader };
}

async function startEmbedded(run: PlatformRun): Promise<DatabaseUrls> {
  const { settings, secrets } = run;
  return run.progress.step(
    'PostgreSQL',
    'making its data folder (first start) or replaying its log',
    async () => {
      const port = settings.ports.postgres;
      const folder = path.join(settings.data, 'postgres');
      const cluster = await prepareCluster({ folder, port, password: secrets.POSTGRES_PASSWORD });
      run.supervise({
        name: 'postgres',
        stop: 'postgres',
        program: cluster.program,
        parameters: cluster.parameters,
        environment: machineEnvironment(),
        user: cluster.user,
        stopSignal: 'SIGINT',
        stopWithinMs: 20_000,
      });
      await waitForPostgres(cluster.url('postgres'), { signal: run.stopping });
      await ensureDatabase(cluster, 'waymark');
      const url = (role: string, password: string) =>
        `postgres://${role}:${password}@127.0.0.1:${port}/waymark`;
      const application = url('waymark_application', secrets.DATABASE_APPLICATION_PASSWORD);
      return {
        owner: cluster.url('waymark'),
        application,
        direct: application,
        relay: url('waymark_relay', secrets.DATABASE_RELAY_PASSWORD),
        grader: url('waymark_grader', secrets.DATABASE_GRADER_PASSWORD),
      };
    },
  );
}
