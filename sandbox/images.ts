import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import tar from 'tar-stream';
import { baseImageName, ensureBaseImage, imageExists } from './base-image.ts';
import { findLanguage } from './languages/index.ts';
import type { Language } from './languages/language.ts';
import { SandboxFault } from './sandbox-fault.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** What an image is built from: name in the build context → path on this machine. */
type Context = Record<string, string>;

async function folderContext(folder: string, prefix = ''): Promise<Context> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((path) => [prefix + relative(folder, path), path]));
}

async function hashContext(context: Context, more: string): Promise<string> {
  const hash = createHash('sha256').update(more);
  for (const name of Object.keys(context).sort()) {
    hash.update(`\0${name}\0`);
    for await (const chunk of createReadStream(context[name]!)) hash.update(chunk as Buffer);
  }
  return hash.digest('hex').slice(0, 20);
}

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

async function build(docker: Docker, name: string, context: Context, buildargs: Record<string, string>, onProgress: (line: string) => void): Promise<void> {
  const stream = await docker.buildImage(Readable.from(packContext(context)), { t: name, buildargs, forcerm: true, networkmode: 'host' });
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

/** Builds an image under the hash of its content unless it is there, or being built for somebody else. */
async function findOrBuild(docker: Docker, title: string, context: Context, base: string, onProgress: (line: string) => void): Promise<string> {
  const name = `waymark-sandbox-${title}:${await hashContext(context, base)}`;
  if (await imageExists(docker, name)) return name;
  onProgress(`Building the image ${name}`);
  const built = building.get(name) ?? build(docker, name, context, { BASE: base }, onProgress).finally(() => building.delete(name));
  building.set(name, built);
  await built;
  return name;
}

const baseContext = async (): Promise<Context> => ({
  ...(await folderContext(join(here, 'images/base'))),
  ...(await folderContext(join(here, 'runner'), 'runner/')),
});

const languageContext = async (language: Language): Promise<Context> => ({
  ...(await folderContext(join(here, 'images', language.image))),
  ...language.imageFiles?.(),
});

const names = new Map<string, Promise<string>>();

async function computeName(language: Language): Promise<string> {
  const base = language.imageOn
    ? await imageName(findLanguage(language.imageOn))
    : `waymark-sandbox-base:${await hashContext(await baseContext(), baseImageName)}`;
  return `waymark-sandbox-${language.image}:${await hashContext(await languageContext(language), base)}`;
}

/** The name a language's image has when it is built from what is on disk: its tag is the hash of its content. Read once. */
export function imageName(language: Language): Promise<string> {
  const name = names.get(language.name) ?? computeName(language);
  names.set(language.name, name);
  return name;
}

/** Builds a language's image, and what it stands on, where the content hash is not built yet. Answers its name. */
export async function ensureImage(docker: Docker, language: Language, onProgress: (line: string) => void): Promise<string> {
  const name = await imageName(language);
  if (await imageExists(docker, name)) return name;
  await ensureBaseImage(docker, onProgress);
  const base = language.imageOn
    ? await ensureImage(docker, findLanguage(language.imageOn), onProgress)
    : await findOrBuild(docker, 'base', await baseContext(), baseImageName, onProgress);
  return findOrBuild(docker, language.image, await languageContext(language), base, onProgress);
}

/** Builds the image that attacks/ run their controls in: Python's, with a runner that can leave a protection out. */
export async function ensureControlImage(docker: Docker, python: Language): Promise<string> {
  const base = await ensureImage(docker, python, () => undefined);
  const context = { ...(await folderContext(join(here, 'attacks/control'))), ...(await folderContext(join(here, 'runner'), 'runner/')) };
  return findOrBuild(docker, 'control', context, base, () => undefined);
}

/** The digest a submission is pinned to. Throws SandboxFault `image_missing` when it is not built. */
export async function imageDigest(docker: Docker, name: string): Promise<string> {
  try {
    return (await docker.getImage(name).inspect()).Id;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
    throw new SandboxFault('image_missing', `The image ${name} is not built yet`, { cause: error });
  }
}
