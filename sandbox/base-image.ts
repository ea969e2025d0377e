import { spawn } from 'node:child_process';
import type Docker from 'dockerode';
import { SandboxFault } from './sandbox-fault.ts';

export const baseImageName = 'debian:bookworm-slim';

/** True when the daemon has an image of this name. Rejects when the daemon does not answer. */
export async function imageExists(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

async function pull(docker: Docker): Promise<void> {
  const stream = await docker.pull(baseImageName);
  await new Promise<void>((resolve, reject) =>
    docker.modem.followProgress(stream, (error: Error | null) => (error ? reject(error) : resolve())),
  );
}

/** Makes the same system from Debian's own archive, which is reachable where registries are not. About 20 s. */
async function bootstrap(docker: Docker): Promise<void> {
  const build = spawn(
    'mmdebstrap',
    ['--quiet', '--variant=minbase', '--include=python3,ca-certificates', 'bookworm', '-'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let trouble = '';
  build.stderr.on('data', (chunk: Buffer) => (trouble = (trouble + chunk.toString('utf8')).slice(-4000)));
  const exited = new Promise<void>((resolve, reject) => {
    build.once('error', (error) =>
      reject(
        new SandboxFault(
          'image_missing',
          'The base image cannot be built: mmdebstrap is not installed. Install it with: apt-get install mmdebstrap',
          {
            cause: error,
          },
        ),
      ),
    );
    build.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(
            new SandboxFault(
              'image_missing',
              `mmdebstrap failed with status ${code ?? 'unknown'}: ${trouble.trim()}`,
            ),
          ),
    );
  });
  const [repo, tag] = baseImageName.split(':');
  const imported = docker
    .importImage(build.stdout, { repo, tag })
    .then(
      (stream) =>
        new Promise<void>((resolve, reject) =>
          docker.modem.followProgress(stream, (error: Error | null) => (error ? reject(error) : resolve())),
        ),
    );
  const [built, stored] = await Promise.allSettled([exited, imported]);
  if (built.status === 'rejected') {
    await docker
      .getImage(baseImageName)
      .remove({ force: true })
      .catch(() => undefined); // half an image must not pass for one
    throw built.reason;
  }
  if (stored.status === 'rejected') throw stored.reason;
}

/**
 * Makes sure `debian:bookworm-slim` is there: found, else pulled, else built once with mmdebstrap.
 * Throws SandboxFault `image_missing` when neither way works.
 */
export async function ensureBaseImage(
  docker: Docker,
  onProgress: (line: string) => void = () => undefined,
): Promise<void> {
  if (await imageExists(docker, baseImageName)) return;
  onProgress(`Pulling ${baseImageName}`);
  try {
    await pull(docker);
    return;
  } catch (error) {
    onProgress(
      `No registry is reachable (${(error as Error).message.split('\n')[0]!}); building ${baseImageName} from Debian's archive, about 20 seconds`,
    );
  }
  await bootstrap(docker);
}
