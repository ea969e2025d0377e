import Docker from 'dockerode';
import { ensureBaseImage } from '#sandbox/base-image.ts';
import { run } from '../processes/run.ts';
import { installSystemPackages } from '../system-packages.ts';

/**
 * Makes sure that the image every container starts from is there. Where no registry is reachable it is built by mmdebstrap,
 * which is installed first where that is allowed.
 * @throws Error that says what to install
 */
export async function ensureContainerBase(
  socket: string,
  options: { mayInstall: boolean; report: (step: string) => void },
): Promise<void> {
  const docker = new Docker({ socketPath: socket });
  try {
    await ensureBaseImage(docker, options.report);
  } catch (error) {
    if ((await run('mmdebstrap', ['--version'])).code === 0) throw error;
    await installSystemPackages(['mmdebstrap'], {
      ...options,
      why: 'no image registry is reachable, and mmdebstrap builds the containers’ base from Debian’s archive',
    });
    await ensureBaseImage(docker, options.report);
  }
}
