import { chmod, mkdir, rename } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';

const name = 'temporal.db';

/**
 * Makes the folder in which Temporal's server keeps its database. The server makes that readable for everybody, and it holds
 * what processes were given; so the folder is for its owner only. A database that an older start kept in the data folder itself
 * is moved in.
 * @returns the database's file, which the server makes at its first start
 */
export async function prepareTemporalDatabase(data: string): Promise<string> {
  const folder = path.join(data, 'temporal');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const file = path.join(folder, name);
  if (existsSync(file)) return file;
  // The database itself last: whoever is killed in between goes on here, and never serves one without its log.
  for (const part of [`${name}-wal`, `${name}-shm`, name])
    if (existsSync(path.join(data, part))) await rename(path.join(data, part), path.join(folder, part));
  return file;
}
