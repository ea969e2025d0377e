import { access, rename, rm } from 'node:fs/promises';
import pg from 'pg';
import { freePort } from '../processes/free-port.ts';
import { runOrThrow } from '../processes/run.ts';
import { characterType, findCluster, query } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { withServer } from './with-server.ts';

const ascii = ['C', 'POSIX'];

/** Whether to a database only A to Z are letters: trigrams of other scripts are empty there, so search finds nothing like them. */
export async function knowsOnlyAscii(url: string): Promise<boolean> {
  const rows = await query(
    url,
    'select 1 from pg_database where datname = current_database() and datctype = any ($1)',
    [ascii],
  );
  return rows.length > 0;
}

/**
 * Gives every database of a stopped data folder the letters of every script. A copy is changed, looked through and put in the folder's place; the old one stays beside it.
 *
 * Nothing is dumped: PostgreSQL's npm package has no pg_dump, and that of a distribution refuses a newer server. It is not needed either. Order, case and comparison
 * come from the built-in provider's C.UTF-8 and stay; only what asks the C library what a letter is (trigrams, parsing text) reads the column that changes here. Their
 * indexes are made anew, and so is what search keeps.
 * @returns the folder with the old data; null when there was nothing to do
 * @throws Error when there is no data, another server has it, or a database sorts by another provider; the old folder is untouched then
 */
export async function relocale(wanted: { folder: string; password: string }): Promise<string | null> {
  const serving = async (at?: string) =>
    findCluster({ ...wanted, port: await freePort(), ...(at !== undefined && { at }) });
  const old = await serving();
  const { folder } = old;
  if (!(await exists(folder)))
    throw new Error(`There is no data in ${folder} yet; what npm start makes there needs nothing.`);
  const names = await withServer(old, () => databasesToChange(old));
  if (names.length === 0) return null;

  const kept = `${folder}.before-relocale`;
  if (await exists(kept)) throw new Error(`${kept} is there from an earlier time. Move it away first.`);
  const copy = `${folder}.relocaled`;
  await rm(copy, { recursive: true, force: true });
  await runOrThrow('cp', ['-a', folder, copy]);
  const changed = await serving(copy);
  await withServer(changed, () => change(changed, names));
  await rename(folder, kept);
  await rename(copy, folder);
  return kept;
}

async function databasesToChange(cluster: Cluster): Promise<string[]> {
  const rows = await query(
    cluster.url('postgres'),
    'select datname as name, datlocprovider as provider from pg_database where datctype = any ($1) order by 1',
    [ascii],
  );
  const other = rows.find(({ provider }) => provider !== 'b');
  if (other)
    throw new Error(
      `The database ${String(other.name)} does not sort by PostgreSQL’s built-in rules, so its order may depend on what is to be changed. Dump and restore it into a new folder.`,
    );
  return rows.map(({ name }) => String(name));
}

async function change(cluster: Cluster, names: string[]): Promise<void> {
  await query(cluster.url('postgres'), 'update pg_database set datctype = $1 where datname = any ($2)', [
    characterType,
    names,
  ]);
  for (const name of names.filter((each) => each !== 'template0')) {
    await query(cluster.url(name), `reindex database ${pg.escapeIdentifier(name)}`);
    const [search] = await query(
      cluster.url(name),
      `select to_regprocedure('refresh_search(text, uuid, uuid[])') is not null as there`,
    );
    if (search?.there)
      await query(
        cluster.url(name),
        'select refresh_search(kind, organisation_id, array_agg(row_id)) from search_entries group by kind, organisation_id',
      );
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
