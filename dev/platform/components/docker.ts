import { ensureContainerBase } from '#dev/docker/ensure-base-image.ts';
import { engineAnswers, findEngine } from '#dev/docker/find-engine.ts';
import { findOrInstallDockerd } from '#dev/docker/install-engine.ts';
import { ownEngine } from '#dev/docker/own-engine.ts';
import { removeContainers } from '#dev/docker/remove-containers.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { machineEnvironment } from '../platform-run.ts';
import type { PlatformRun } from '../platform-run.ts';

/**
 * Finds an engine, or starts one of our own, installing it where that is allowed.
 * Without any, the platform goes on: submissions are taken and wait.
 * @returns the socket that grading should use, whether or not anything answers there yet
 */
export async function startDocker(run: PlatformRun): Promise<string> {
  const { settings, progress } = run;
  const socket = await progress
    .step(
      'Docker Engine',
      'looking for one',
      async (say) => (await findEngine()) ?? (await startOwnEngine(run, say)),
    )
    .catch((error: Error) => {
      run.stopping.throwIfAborted();
      progress.warn(`Docker Engine: ${error.message}`);
      progress.warn(
        'Grading waits until Docker is there; nothing that students submit is lost. npm run doctor tells more.',
      );
      return settings.environment.DOCKER_SOCKET ?? '/var/run/docker.sock';
    });
  if (await engineAnswers(socket)) {
    await progress
      .step('Container base', 'looking for debian:bookworm-slim', (say) =>
        ensureContainerBase(socket, { mayInstall: settings.install, report: say }),
      )
      .catch((error: Error) => progress.warn(`Container base: ${error.message} Grading waits for it.`));
    const left = await removeContainers(socket, settings.sandboxLabel);
    if (left > 0) progress.note(`Removed ${left} containers that an earlier start left behind.`);
  }
  run.recorder.update({ dockerSocket: socket });
  run.afterStop('workers', async () => {
    if (await engineAnswers(socket)) await removeContainers(socket, settings.sandboxLabel);
  });
  return socket;
}

async function startOwnEngine(run: PlatformRun, say: (reason: string) => void): Promise<string> {
  if (run.settings.environment.DOCKER_SOCKET)
    throw new Error(`nothing answers at DOCKER_SOCKET=${run.settings.environment.DOCKER_SOCKET}.`);
  const program = await findOrInstallDockerd(run.settings.install, say);
  // Debian starts the engine on installation where it can.
  const installed = await findEngine();
  if (installed) return installed;
  if (process.getuid?.() !== 0)
    throw new Error(
      'it is installed but not running, and only root can start it: sudo systemctl start docker.',
    );
  const { socket, parameters, removeStalePidFiles } = await ownEngine(run.settings.data);
  say('none is running; starting one of our own');
  run.supervise({
    name: 'dockerd',
    stop: 'docker',
    program,
    parameters,
    environment: machineEnvironment(),
    beforeStart: removeStalePidFiles,
    stopWithinMs: 20_000,
  });
  await waitFor('Docker Engine answering', () => engineAnswers(socket), {
    withinMs: 60_000,
    signal: run.stopping,
  });
  return socket;
}
