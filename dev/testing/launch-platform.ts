import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { endLeftOvers } from '../platform/left-overs.ts';
import { readRunRecord } from '../platform/run-record.ts';
import type { RunRecord } from '../platform/run-record.ts';
import { portVariables, root } from '../platform/settings.ts';
import { freePorts } from '../processes/free-port.ts';
import { isAlive } from '../processes/identity.ts';
import { waitFor } from '../processes/wait-for.ts';
import { sharedService } from './services.ts';

export type LaunchedPlatform = {
  siteUrl: string;
  apiUrl: string;
  mailUrl: string;
  temporalAddress: string;
  data: string;
  /** What runs now, as the supervisor wrote it down. */
  record(): RunRecord;
  /**
   * Starts it again in the same data folder and on the same ports after it ended or was killed.
   * @param options.watch as `npm run dev` does
   */
  restart(options?: { watch?: boolean }): Promise<void>;
  /** Stops it as Ctrl-C does. */
  stop(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
};

/**
 * Starts a whole platform as `npm start` does, with free ports, a data folder and a container label of its own, beside any other.
 * @param options.demo true makes the demo accounts and data, and waits until they are complete
 * @param options.environment more settings, e.g. { GRADING_SLOTS: '1' }
 */
export async function launchPlatform(
  options: { demo?: boolean; environment?: NodeJS.ProcessEnv } = {},
): Promise<LaunchedPlatform> {
  // One engine for the whole run: a platform's own would build every image again.
  const docker = await sharedService('docker');
  const data = await mkdtemp(path.join(tmpdir(), 'waymark-platform-'));
  const names = Object.keys(portVariables) as (keyof typeof portVariables)[];
  const numbers = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((name, index) => [name, numbers[index]])) as Record<
    (typeof names)[number],
    number
  >;
  const { WAYMARK_LAUNCHER: _ours, ...inherited } = process.env;
  const environment = {
    ...inherited,
    ...Object.fromEntries(names.map((name) => [portVariables[name].variable, String(ports[name])])),
    WAYMARK_DATA: data,
    DOCKER_SOCKET: docker.socket,
    SANDBOX_LABEL: `${docker.label}-${path.basename(data)}`,
    WAYMARK_MODE: options.demo ? 'demo' : 'test',
    ...options.environment,
  };
  let supervisor = await start();

  function record(): RunRecord {
    const found = readRunRecord(data);
    if (!found) throw new Error(`No platform runs in ${data}.`);
    return found;
  }

  async function start({ watch = false } = {}): Promise<ChildProcess> {
    const program = [path.join(root, 'dev/start.ts'), ...(watch ? ['--watch'] : [])];
    const child = spawn(process.execPath, program, {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = createWriteStream(path.join(data, 'start.log'), { flags: 'a' });
    child.stdout.pipe(output);
    child.stderr.pipe(output);
    const ready = await waitFor('The platform being ready', () => progressOf(child), {
      withinMs: 900_000,
    }).catch(() => 'never');
    if (ready !== 'ready') {
      const log = await readFile(path.join(data, 'start.log'), 'utf8').catch(() => '');
      throw new Error(
        `The platform did not come up (${ready}). The end of its output:\n${log.split('\n').slice(-30).join('\n')}`,
      );
    }
    return child;
  }

  function progressOf(child: ChildProcess): 'ready' | 'ended' | 'demo incomplete' | undefined {
    if (child.exitCode !== null || child.signalCode !== null) return 'ended';
    const now = readRunRecord(data);
    if (!now || now.supervisor.pid !== child.pid || !now.ready) return undefined;
    if (options.demo && now.demo === 'incomplete') return 'demo incomplete';
    return !options.demo || now.demo === 'complete' ? 'ready' : undefined;
  }

  async function stop(): Promise<void> {
    const running = readRunRecord(data)?.supervisor;
    if (running && isAlive(running)) {
      supervisor.kill('SIGTERM');
      await waitFor('The platform stopping', () => !isAlive(running), { withinMs: 120_000 });
    }
    // Only where it was killed: a stop leaves nothing.
    await endLeftOvers(data, {
      step: (_name, _reason, work) => work(() => undefined),
      note: () => undefined,
      warn: () => undefined,
    });
  }

  return {
    siteUrl: `http://localhost:${ports.site}`,
    apiUrl: `http://localhost:${ports.api}`,
    mailUrl: `http://localhost:${ports.mailbox}`,
    temporalAddress: `127.0.0.1:${ports.temporal}`,
    data,
    record,
    restart: async (how) => {
      supervisor = await start(how);
    },
    stop,
    remove: async () => {
      await stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
