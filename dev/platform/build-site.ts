import { createHash } from 'node:crypto';
import { access, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import process from 'node:process';
import { runOrThrow } from '../processes/run.ts';
import { root } from './settings.ts';

const site = path.join(root, 'web');
const build = path.join(site, 'build');
const generated = new Set(['build', '.svelte-kit', 'node_modules']);

/**
 * Builds the site unless the build at hand was made from exactly these sources and packages.
 * @returns the folder of the build
 * @throws Error with the end of the build's output
 */
export async function buildSite(say: (reason: string) => void): Promise<string> {
  return holdingLock(path.join(site, '.svelte-kit'), async () => {
    const sources = await hashSources();
    const stamp = path.join(build, '.sources');
    if ((await readFile(stamp, 'utf8').catch(() => '')) === sources) return build;
    say('its sources changed since the last build; building it (under a minute)');
    await runOrThrow(
      process.execPath,
      [path.join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      { cwd: site },
    );
    await writeFile(stamp, sources);
    return build;
  });
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(site, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !generated.has(path.relative(site, file).split(path.sep)[0] ?? '') && !file.endsWith('.test.ts'),
    );
  for (const file of [...files.sort(), path.join(root, 'package-lock.json')]) {
    hash.update(`${path.relative(root, file)}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
}

/** Two starts at once would build into one folder. A lock older than five minutes belongs to nobody. */
async function holdingLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const lock = path.join(folder, 'build-lock');
  await mkdir(folder, { recursive: true });
  while (!(await tryLock(lock))) await pause(250);
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function tryLock(lock: string): Promise<boolean> {
  const made = await mkdir(lock).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
  if (made) {
    await writeFile(path.join(lock, 'pid'), String(process.pid));
    return true;
  }
  if (await isAbandoned(lock)) await rm(lock, { recursive: true, force: true });
  return false;
}

async function isAbandoned(lock: string): Promise<boolean> {
  const holder = Number(await readFile(path.join(lock, 'pid'), 'utf8').catch(() => '0'));
  if (holder > 0)
    return access(`/proc/${holder}`).then(
      () => false,
      () => process.platform === 'linux',
    );
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  return age > 300_000;
}
