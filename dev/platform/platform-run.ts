import path from 'node:path';
import process from 'node:process';
import { supervise } from '../processes/supervise.ts';
import type { ProcessSpecification, SupervisedProcess } from '../processes/supervise.ts';
import { watchFolders } from '../processes/watch-folders.ts';
import type { Progress } from './progress.ts';
import type { RunRecorder } from './run-record.ts';
import type { Secrets } from './secrets.ts';
import { root } from './settings.ts';
import type { Settings } from './settings.ts';

/** Who stops first: what asks others goes before those it asks. */
export const stopOrder = {
  site: 1,
  api: 2,
  workers: 3,
  fakes: 4,
  docker: 5,
  temporal: 6,
  postgres: 7,
} as const;

export type Component = Omit<ProcessSpecification, 'logFile'> & {
  stop: keyof typeof stopOrder;
  /** Folders whose sources start it again when they change, under `npm run dev`; relative to the checkout. */
  sources?: readonly string[];
};

/** What every part of the start works with. */
export type PlatformRun = {
  settings: Settings;
  secrets: Secrets;
  progress: Progress;
  recorder: RunRecorder;
  /** Aborted when a stop begins: waiting ends, nothing more is started. */
  stopping: AbortSignal;
  supervise(component: Component): SupervisedProcess;
  /** What is kept running under that name; undefined before its first start. */
  supervised(name: string): SupervisedProcess | undefined;
  /** Runs after the processes of that place in the order have ended. */
  afterStop(place: keyof typeof stopOrder, work: () => Promise<void>): void;
};

/** Variables of the machine that any program may need; no secret of ours is among them. */
export function machineEnvironment(): NodeJS.ProcessEnv {
  const names = [
    'PATH',
    'HOME',
    'USER',
    'LANG',
    'LC_ALL',
    'TZ',
    'TMPDIR',
    'XDG_CACHE_HOME',
    'WAYMARK_CACHE',
    'LOG_LEVEL',
    'NODE_EXTRA_CA_CERTS',
  ];
  return Object.fromEntries(
    names.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]),
  );
}

/** Holds what runs, and stops it all in the stated order. */
export function createPlatformRun(
  parts: Pick<PlatformRun, 'settings' | 'secrets' | 'progress' | 'recorder'>,
): PlatformRun & { stop(): Promise<void> } {
  const running: { place: number; process: SupervisedProcess }[] = [];
  const cleanups: { place: number; work: () => Promise<void> }[] = [];
  const stopping = new AbortController();
  return {
    ...parts,
    stopping: stopping.signal,
    supervise({ stop, sources = [], ...specification }) {
      stopping.signal.throwIfAborted();
      const logFile = path.join(parts.settings.data, 'logs', `${specification.name}.log`);
      const place = stopOrder[stop];
      let toldAt = 0;
      const supervised = supervise(
        { ...specification, logFile },
        {
          started: (identity) =>
            parts.recorder.processStarted({
              ...identity,
              name: specification.name,
              stopSignal: specification.stopSignal ?? 'SIGTERM',
              stopWithinMs: specification.stopWithinMs ?? 10_000,
              stopOrder: place,
            }),
          ended: (how, restartInMs) => {
            // What keeps failing is told once a minute.
            if (restartInMs > 2_000 && Date.now() - toldAt < 60_000) return;
            toldAt = Date.now();
            parts.progress.warn(
              `${specification.name} ended (${how}); starting it again in ${restartInMs / 1000} s. Its log: ${logFile}`,
            );
          },
        },
      );
      running.push({ place, process: supervised });
      if (parts.settings.watch && sources.length > 0) {
        const folders = sources.map((source) => path.join(root, source));
        const endWatching = watchFolders(folders, (file) => {
          parts.progress.note(`${specification.name} starts again: ${path.relative(root, file)} changed`);
          void supervised.restart();
        });
        stopping.signal.addEventListener('abort', endWatching);
      }
      return supervised;
    },
    supervised: (name) => running.find((item) => item.process.specification.name === name)?.process,
    afterStop(place, work) {
      cleanups.push({ place: stopOrder[place], work });
    },
    async stop() {
      stopping.abort(new Error('The platform is stopping.'));
      for (const place of Object.values(stopOrder)) {
        await Promise.all(running.filter((item) => item.place === place).map((item) => item.process.stop()));
        for (const cleanup of cleanups.filter((item) => item.place === place)) await cleanup.work();
      }
    },
  };
}
