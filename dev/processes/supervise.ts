import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { endProcess } from './end-process.ts';
import { identify } from './identity.ts';
import type { ProcessIdentity } from './identity.ts';

export type ProcessSpecification = {
  name: string;
  program: string;
  parameters: string[];
  environment: NodeJS.ProcessEnv;
  folder?: string;
  user?: { uid: number; gid: number } | undefined;
  logFile: string;
  /** Called before every start, also those after an end. */
  beforeStart?: () => void;
  stopSignal?: NodeJS.Signals;
  /** How long a stop may take before the process group is killed. */
  stopWithinMs?: number;
};

export type SupervisionEvents = {
  /** Called at once after each start, before anything else can happen. */
  started(identity: ProcessIdentity): void;
  /** Called when it ended although nobody asked. */
  ended(how: string, restartInMs: number): void;
};

export type SupervisedProcess = {
  specification: ProcessSpecification;
  /** The process as it runs now; undefined between an end and the restart. */
  identity(): ProcessIdentity | undefined;
  /** Ends it and starts it again at once. While it is down anyway, its next start is this one. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

const firstRestartMs = 250;
const slowestRestartMs = 5_000;
const soundAfterMs = 30_000;
const maxLogBytes = 20 * 1024 * 1024;

/**
 * Keeps a program running in a process group of its own: starts it again with growing pauses whenever it ends.
 * Both output streams go to the log file, of which one older piece is kept.
 */
export function supervise(specification: ProcessSpecification, events: SupervisionEvents): SupervisedProcess {
  let identity: ProcessIdentity | undefined;
  let failures = 0;
  let stopping = false;
  let restarting = false;
  let restart: NodeJS.Timeout | undefined;

  const start = () => {
    specification.beforeStart?.();
    const log = openLog(specification.logFile);
    const startedAt = Date.now();
    const child = spawn(specification.program, specification.parameters, {
      cwd: specification.folder ?? '/',
      env: specification.environment,
      ...specification.user,
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    identity = child.pid === undefined ? undefined : identify(child.pid);
    if (identity) events.started(identity);
    const onEnd = (how: string) => {
      identity = undefined;
      if (stopping) return;
      if (restarting) {
        restarting = false;
        failures = 0;
        start();
        return;
      }
      failures = Date.now() - startedAt > soundAfterMs ? 0 : failures + 1;
      const pauseMs = Math.min(firstRestartMs * 2 ** Math.max(failures - 1, 0), slowestRestartMs);
      events.ended(how, pauseMs);
      restart = setTimeout(start, pauseMs);
    };
    child.once('error', (error) => onEnd(error.message));
    child.once('exit', (code, signal) => onEnd(signal ?? `code ${code ?? 'unknown'}`));
  };
  start();

  const end = async (running: ProcessIdentity): Promise<void> =>
    endProcess(running, {
      signal: specification.stopSignal ?? 'SIGTERM',
      withinMs: specification.stopWithinMs ?? 10_000,
    });

  return {
    specification,
    identity: () => identity,
    restart: async () => {
      if (!identity || stopping) return;
      restarting = true;
      await end(identity);
    },
    stop: async () => {
      stopping = true;
      clearTimeout(restart);
      if (identity) await end(identity);
    },
  };
}

function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxLogBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}
