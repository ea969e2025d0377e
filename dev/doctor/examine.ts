import { access, statfs } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { waitForTemporal } from '../platform/components/temporal.ts';
import { portVariables, root } from '../platform/settings.ts';
import type { PortName, Settings } from '../platform/settings.ts';
import { readRunRecord } from '../platform/run-record.ts';
import { findPostgresBinaries } from '../postgres/binaries.ts';
import { query } from '../postgres/cluster.ts';
import { engineSockets, findEngine } from '../docker/find-engine.ts';
import { isPortFree } from '../processes/free-port.ts';
import { isAlive } from '../processes/identity.ts';
import { run } from '../processes/run.ts';
import { readTemporalSettings } from '#temporal/connection-settings.ts';
import { cacheFolder } from '#temporal/server/cache-folder.ts';

/** `advice` says what to do; a finding without it is in order. `optional` ones keep nothing from working. */
export type Finding = { about: string; found: string; advice?: string; optional?: boolean };

type Examination = (settings: Settings) => Promise<Finding> | Finding;

const examinations: Examination[] = [
  node,
  disk,
  postgres,
  temporal,
  docker,
  containerImages,
  site,
  ports,
  browser,
  timeSkipping,
  thirdParties,
  running,
];

/** Looks at everything a start or a test run needs. Changes and installs nothing. */
export async function examine(settings: Settings): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const examination of examinations) findings.push(await examination(settings));
  return findings;
}

function node(): Finding {
  return { about: 'Node', found: `${process.version} at ${process.execPath}` };
}

async function disk(): Promise<Finding> {
  const { bavail, bsize } = await statfs(root);
  const free = (bavail * bsize) / 1e9;
  const found = `${free.toFixed(1)} GB free`;
  return free < 5
    ? { about: 'Disk', found, advice: 'Images and databases want 5 GB; free some space.' }
    : { about: 'Disk', found };
}

async function postgres({ environment }: Settings): Promise<Finding> {
  if (environment.DATABASE_URL) {
    return query(environment.DATABASE_URL, 'show server_version').then(
      ([row]) => ({
        about: 'PostgreSQL',
        found: `DATABASE_URL answers, version ${String(row?.server_version)}`,
      }),
      (error: Error) => ({
        about: 'PostgreSQL',
        found: `DATABASE_URL does not answer: ${error.message}`,
        advice: 'Start that server, correct DATABASE_URL, or remove it to use the packaged PostgreSQL.',
      }),
    );
  }
  return findPostgresBinaries().then(
    ({ postgres: program }) => ({ about: 'PostgreSQL', found: `packaged, ${path.relative(root, program)}` }),
    (error: Error) => ({
      about: 'PostgreSQL',
      found: 'not packaged for this platform',
      advice: error.message,
    }),
  );
}

async function temporal({ environment }: Settings): Promise<Finding> {
  if (environment.TEMPORAL_ADDRESS) {
    const answers = await waitForTemporal(readTemporalSettings(environment), AbortSignal.timeout(5_000)).then(
      () => true,
      () => false,
    );
    if (answers) return { about: 'Temporal', found: `${environment.TEMPORAL_ADDRESS} answers` };
    return {
      about: 'Temporal',
      found: `${environment.TEMPORAL_ADDRESS} does not answer`,
      advice: 'Start that server, correct TEMPORAL_ADDRESS, or remove it.',
    };
  }
  const candidates = [
    environment.TEMPORAL_CLI_PATH ?? 'temporal',
    path.join(cacheFolder(), 'temporal-v1.5.1/temporal'),
  ];
  for (const program of candidates) {
    const { code, output } = await run(program, ['--version']);
    if (code === 0) return { about: 'Temporal', found: `${output.split('\n')[0]!} (${program})` };
  }
  const go = await run('go', ['version']);
  if (go.code === 0)
    return {
      about: 'Temporal',
      found: 'not installed, but Go is',
      advice:
        'Nothing to do: the first start tries the SDK’s download, then builds it in about three minutes.',
    };
  return {
    about: 'Temporal',
    found: 'not installed',
    advice:
      'The first start tries the SDK’s download. Where that is not reachable, install the temporal command line or Go.',
  };
}

async function docker({ environment }: Settings): Promise<Finding> {
  const socket = await findEngine();
  if (socket) return { about: 'Docker Engine', found: `answers at ${socket}` };
  const installed = (await run('dockerd', ['--version'])).code === 0;
  const looked = `none answers at ${engineSockets(environment).join(', ')}`;
  if (installed && process.getuid?.() === 0)
    return {
      about: 'Docker Engine',
      found: `${looked}, but dockerd is installed`,
      advice: 'Nothing to do: npm start runs one of its own.',
    };
  const advice =
    process.getuid?.() === 0
      ? 'On Debian and Ubuntu npm start installs docker.io; elsewhere install Docker Engine.'
      : 'Install and start Docker Engine, and let this user reach its socket. Until then grading waits and loses nothing.';
  return { about: 'Docker Engine', found: looked, advice };
}

async function containerImages(): Promise<Finding> {
  const mmdebstrap = (await run('mmdebstrap', ['--version'])).code === 0;
  return {
    about: 'Base image',
    found: mmdebstrap
      ? 'mmdebstrap is here, should debian:bookworm-slim not be pullable'
      : 'debian:bookworm-slim is pulled, or built once with mmdebstrap (installed when needed, as root)',
  };
}

async function site(): Promise<Finding> {
  const built = await access(path.join(root, 'web/build/handler.js')).then(
    () => true,
    () => false,
  );
  return {
    about: 'Site',
    found: built
      ? 'built; a start builds it again when its sources changed'
      : 'not built yet; the next start does',
  };
}

async function ports(settings: Settings): Promise<Finding> {
  const record = readRunRecord(settings.data);
  if (record && isAlive(record.supervisor))
    return { about: 'Ports', found: 'in use by the platform that runs from this folder' };
  const names = Object.keys(settings.ports) as PortName[];
  const taken: string[] = [];
  for (const name of names)
    if (!(await isPortFree(settings.ports[name])))
      taken.push(`${settings.ports[name]} (set ${portVariables[name].variable})`);
  if (taken.length === 0)
    return { about: 'Ports', found: `${names.map((name) => settings.ports[name]).join(', ')} are free` };
  return {
    about: 'Ports',
    found: `taken: ${taken.join(', ')}`,
    advice: 'Set the named variable in the environment or .env to another port.',
  };
}

async function browser(): Promise<Finding> {
  for (const program of [
    process.env.CHROMIUM_PATH,
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
  ]) {
    if (program && (await run(program, ['--version'])).code === 0)
      return { about: 'Browser for tests', found: program };
  }
  return {
    about: 'Browser for tests',
    found: 'none',
    advice: 'As root on Debian npm test installs chromium; elsewhere install it or set CHROMIUM_PATH.',
    optional: true,
  };
}

async function timeSkipping(): Promise<Finding> {
  const about = 'Time-skipping server for tests';
  const here = await access(
    path.join(cacheFolder(), 'temporal-test-server-1.38.0/temporal-test-server'),
  ).then(
    () => true,
    () => false,
  );
  if (here) return { about, found: 'fetched' };
  const missing = [];
  for (const [program, version] of [
    ['java', '-version'],
    ['mvn', '--version'],
  ] as const)
    if ((await run(program, [version])).code !== 0) missing.push(program);
  if (missing.length === 0) return { about, found: 'fetched when first needed, with Maven' };
  return {
    about,
    found: `${missing.join(' and ')} missing`,
    advice: 'npm test tries the SDK’s download first; without it: apt install maven default-jre-headless.',
    optional: true,
  };
}

function thirdParties({ environment }: Settings): Finding {
  const names = ['SMTP_URL'];
  const set = names.filter((name) => environment[name]);
  return {
    about: 'Third parties',
    found:
      set.length > 0
        ? `configured: ${set.join(', ')}`
        : 'mail goes to the local catcher (SMTP_URL is not set)',
  };
}

function running({ data }: Settings): Finding {
  const record = readRunRecord(data);
  if (!record) return { about: 'Platform', found: `not running from ${data}` };
  if (isAlive(record.supervisor))
    return { about: 'Platform', found: `running (process ${record.supervisor.pid}): ${record.urls.site}` };
  return {
    about: 'Platform',
    found: 'it was killed; what it left behind ends at the next npm start',
    optional: true,
    advice: 'Run npm start.',
  };
}
