import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { DatabaseUrls } from './components/postgres.ts';
import { machineEnvironment } from './platform-run.ts';
import type { PlatformRun } from './platform-run.ts';
import { root } from './settings.ts';

/** Makes the demo's accounts and content before anybody is told that the site is up. Harmless to repeat. */
export async function prepareDemo(run: PlatformRun, databases: DatabaseUrls): Promise<void> {
  if (!isWanted(run, databases)) return;
  await run.progress.step('Demo accounts', 'making accounts and importing the courses', () =>
    runPart('prepare', run, databases),
  );
}

/**
 * Has the running platform produce the demo's work: submissions, comments, mails. It may take minutes, is harmless to repeat,
 * and a fault of it never takes the platform down.
 */
export async function seedDemo(run: PlatformRun, databases: DatabaseUrls): Promise<void> {
  const { progress, recorder, stopping } = run;
  if (!isWanted(run, databases)) return;
  recorder.update({ demo: 'being_made' });
  try {
    await progress.step(
      'Demo data',
      'a few weeks of work are being done by the real processes; the site is usable meanwhile',
      () => runPart('seed', run, databases),
    );
    recorder.update({ demo: 'complete' });
  } catch (error) {
    if (stopping.aborted) return;
    recorder.update({ demo: 'incomplete' });
    progress.warn(`Demo data is incomplete: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isWanted(run: PlatformRun, databases: DatabaseUrls): databases is DatabaseUrls & { owner: string } {
  return run.settings.demo && databases.owner !== undefined;
}

async function runPart(part: 'prepare' | 'seed', run: PlatformRun, databases: DatabaseUrls): Promise<void> {
  const { settings, secrets, stopping } = run;
  const log = path.join(settings.data, 'logs/demo.log');
  const child = spawn(process.execPath, [path.join(root, 'dev/commands/demo.ts'), part], {
    cwd: root,
    signal: stopping,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...machineEnvironment(),
      WAYMARK_MODE: settings.mode,
      WAYMARK_DATA: settings.data,
      DATABASE_OWNER_URL: databases.owner,
      DATABASE_URL: databases.application,
      DATABASE_DIRECT_URL: databases.direct,
      MAIL_KEY: secrets.MAIL_KEY,
      API_URL: `http://127.0.0.1:${settings.ports.api}`,
      SITE_URL: settings.siteUrl,
    },
  });
  const output = createWriteStream(log, { flags: 'a', mode: 0o600 });
  child.stdout.pipe(output);
  child.stderr.pipe(output);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0)
    throw new Error(`it ended with ${code === null ? 'a signal' : `code ${code}`}. Its log: ${log}`);
}
