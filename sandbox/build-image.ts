import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import tar from 'tar-stream';
import { imageExists } from './base-image.ts';
import { imageLabels, pruneImages } from './prune-images.ts';
import { SandboxFault } from './sandbox-fault.ts';

/** What an image is built from: name in the build context → path on this machine. */
export type Context = Record<string, string>;

async function hashContext(context: Context, more: string): Promise<string> {
  const hash = createHash('sha256').update(more);
  for (const name of Object.keys(context).sort()) {
    hash.update(`\0${name}\0`);
    for await (const chunk of createReadStream(context[name]!)) hash.update(chunk as Buffer);
  }
  return hash.digest('hex').slice(0, 20);
}

/** The name an image has when it is built of this: its tag is the hash of its content. */
export const contentName = async (title: string, context: Context, base: string): Promise<string> =>
  `waymark-sandbox-${title}:${await hashContext(context, base)}`;

function packContext(context: Context): tar.Pack {
  const pack = tar.pack();
  const fill = async (): Promise<void> => {
    for (const [name, path] of Object.entries(context)) {
      const { size, mode } = await stat(path);
      const entry = pack.entry({ name, size, mode: mode & 0o755 });
      await pipeline(createReadStream(path), entry as unknown as NodeJS.WritableStream);
    }
    pack.finalize();
  };
  fill().catch((error: Error) => pack.destroy(error));
  return pack;
}

async function build(
  docker: Docker,
  name: string,
  context: Context,
  buildargs: Record<string, string>,
  onProgress: (line: string) => void,
): Promise<void> {
  const options = { t: name, buildargs, labels: imageLabels, forcerm: true, networkmode: 'host' };
  const stream = await docker.buildImage(Readable.from(packContext(context)), options);
  await new Promise<void>((resolve, reject) => {
    let last = '';
    docker.modem.followProgress(
      stream,
      (error: Error | null, output: { error?: string }[]) => {
        const failed = error?.message ?? output.find((line) => line.error)?.error;
        if (failed) reject(new SandboxFault('image_missing', `Building ${name} failed: ${failed} ${last}`));
        else resolve();
      },
      (event: { stream?: string }) => {
        const line = event.stream?.trim();
        if (!line) return;
        last = line;
        if (line.startsWith('Step')) onProgress(line);
      },
    );
  });
}

const building = new Map<string, Promise<void>>();

/**
 * Builds an image under the hash of its content unless it is there, or being built for somebody else. What an earlier process of this
 * installation built in its place is removed after a build.
 * @returns its name
 */
export async function findOrBuild(
  docker: Docker,
  {
    title,
    context,
    base,
    processStart = performance.timeOrigin,
  }: { title: string; context: Context; base: string; processStart?: number },
  onProgress: (line: string) => void,
): Promise<string> {
  const name = await contentName(title, context, base);
  if (await imageExists(docker, name)) return name;
  onProgress(`Building the image ${name}`);
  const buildAndPrune = async (): Promise<void> => {
    await build(docker, name, context, { BASE: base }, onProgress);
    await pruneImages(docker, name, processStart).then(
      (removed) => removed.forEach((old) => onProgress(`Removed the image ${old}, whose place it takes`)),
      (error: Error) => onProgress(`Older images were not removed: ${error.message}`),
    );
  };
  const built = building.get(name) ?? buildAndPrune().finally(() => building.delete(name));
  building.set(name, built);
  await built;
  return name;
}
