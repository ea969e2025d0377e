import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { onTestFinished } from 'vitest';
import { freePorts } from '../../processes/free-port.ts';
import { createPlatformRun } from '../platform-run.ts';
import type { PlatformRun } from '../platform-run.ts';
import { terminalProgress } from '../progress.ts';
import { recordRun } from '../run-record.ts';
import { readSecrets } from '../secrets.ts';
import { portVariables } from '../settings.ts';
import type { PortName, Settings } from '../settings.ts';

/**
 * What `npm start` gives each of its components, for a test that starts one of them alone: free ports, a data folder of its own.
 * What it started ends with the test.
 * @param environment settings of a person, instead of the machine's
 */
export async function createTestRun(environment: NodeJS.ProcessEnv = {}): Promise<PlatformRun> {
  const data = await mkdtemp(path.join(tmpdir(), 'waymark-component-'));
  // As a start makes it: the system's postgres user has to get through.
  await chmod(data, 0o755);
  const names = Object.keys(portVariables) as PortName[];
  const numbers = await freePorts(names.length);
  const settings: Settings = {
    mode: 'test',
    data,
    ports: Object.fromEntries(names.map((name, index) => [name, numbers[index]])) as Settings['ports'],
    siteUrl: 'http://localhost:3000',
    apiUrl: 'http://127.0.0.1:8000',
    install: false,
    demo: false,
    watch: false,
    sandboxLabel: path.basename(data),
    environment: { PATH: process.env.PATH, ...environment },
  };
  const urls = { site: '', api: '', mailbox: '', temporal: '' };
  const run = createPlatformRun({
    settings,
    secrets: await readSecrets(data),
    progress: terminalProgress(() => undefined),
    recorder: recordRun({ data, sandboxLabel: settings.sandboxLabel, urls }),
  });
  onTestFinished(async () => {
    await run.stop();
    await rm(data, { recursive: true, force: true });
  });
  return run;
}
