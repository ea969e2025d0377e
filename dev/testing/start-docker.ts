import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import process from 'node:process';
import { ensureContainerBase } from '../docker/ensure-base-image.ts';
import { engineAnswers, findEngine } from '../docker/find-engine.ts';
import { findOrInstallDockerd } from '../docker/install-engine.ts';
import { ownEngine } from '../docker/own-engine.ts';
import { removeContainers } from '../docker/remove-containers.ts';
import { spawnWithLifeline } from '../processes/lifeline.ts';
import { waitFor } from '../processes/wait-for.ts';
import type { SharedServices } from './services.ts';

// One image store for every test run of the machine: images are found again by their content hash.
const storeKey = 'tests';

/** A Docker Engine for the tests, and a label of this run's own; containers that still carry it at the end are removed. */
export async function startDocker(
  onStop: (stop: () => Promise<void>) => void,
): Promise<SharedServices['docker']> {
  const label = `waymark-test-${process.pid}-${randomBytes(4).toString('hex')}`;
  const found = await findEngine();
  const engine = found ? { socket: found, pidFile: null } : await startOwnEngine(onStop);
  await ensureContainerBase(engine.socket, { mayInstall: true, report: console.log });
  onStop(async () => {
    if (await engineAnswers(engine.socket)) await removeContainers(engine.socket, label);
  });
  return { ...engine, label };
}

async function startOwnEngine(
  onStop: (stop: () => Promise<void>) => void,
): Promise<{ socket: string; pidFile: string | null }> {
  const program = await findOrInstallDockerd(true, console.log);
  const installed = await findEngine();
  if (installed) return { socket: installed, pidFile: null };
  const { socket, pidFile, parameters, removeStalePidFiles } = await ownEngine(storeKey);
  // Another test run of this machine has it up.
  if (await engineAnswers(socket)) return { socket, pidFile: null };
  let log = '';
  onStop(
    keepRunning(() => {
      removeStalePidFiles();
      const engine = spawnWithLifeline(program, parameters);
      for (const stream of [engine.stdout, engine.stderr])
        stream?.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)));
      return engine;
    }),
  );
  await waitFor('Docker Engine answering', () => engineAnswers(socket), { withinMs: 90_000 }).catch(
    (error: Error) => {
      throw new Error(`${error.message}\n${log}`);
    },
  );
  return { socket, pidFile };
}

/** The crash suite kills the engine too. @returns how to stop it for good */
function keepRunning(start: () => ChildProcess): () => Promise<void> {
  let isStopping = false;
  let engine: ChildProcess;
  const run = () => {
    engine = start();
    engine.once('exit', () => {
      if (!isStopping) setTimeout(run, 500);
    });
  };
  run();
  return async () => {
    isStopping = true;
    if (engine.exitCode !== null || engine.signalCode !== null) return;
    const ended = once(engine, 'exit');
    engine.stdin?.end();
    await ended;
  };
}
