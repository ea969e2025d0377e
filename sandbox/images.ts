import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { baseImageName, ensureBaseImage, imageExists } from './base-image.ts';
import { contentName, findOrBuild } from './build-image.ts';
import type { Context } from './build-image.ts';
import { findLanguage } from './languages/index.ts';
import type { Language } from './languages/language.ts';
import { SandboxFault } from './sandbox-fault.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

async function folderContext(folder: string, prefix = ''): Promise<Context> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((path) => [prefix + relative(folder, path), path]));
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
    : await contentName('base', await baseContext(), baseImageName);
  return contentName(language.image, await languageContext(language), base);
}

/** The name a language's image has when it is built from what is on disk: its tag is the hash of its content. Read once. */
export function imageName(language: Language): Promise<string> {
  const known = names.get(language.name);
  if (known) return known;
  const name = computeName(language);
  names.set(language.name, name);
  // A file that could not be read now may be read later.
  name.catch(() => names.delete(language.name));
  return name;
}

/** Builds a language's image, and what it stands on, where the content hash is not built yet. Answers its name. */
export async function ensureImage(
  docker: Docker,
  language: Language,
  onProgress: (line: string) => void,
): Promise<string> {
  const name = await imageName(language);
  if (await imageExists(docker, name)) return name;
  await ensureBaseImage(docker, onProgress);
  const base = language.imageOn
    ? await ensureImage(docker, findLanguage(language.imageOn), onProgress)
    : await findOrBuild(
        docker,
        { title: 'base', context: await baseContext(), base: baseImageName },
        onProgress,
      );
  return findOrBuild(
    docker,
    { title: language.image, context: await languageContext(language), base },
    onProgress,
  );
}

/**
 * Builds an image for tests: Python's, with another build of the runner. `control` can leave a protection out, and attacks/ show by it
 * that they need one; `sanitizers` watches the runner's every access to memory.
 */
export async function ensureTestImage(
  docker: Docker,
  python: Language,
  title: 'control' | 'sanitizers',
): Promise<string> {
  const base = await ensureImage(docker, python, () => undefined);
  const folder = { control: 'attacks/control', sanitizers: 'sanitizers/image' }[title];
  const context = {
    ...(await folderContext(join(here, folder))),
    ...(await folderContext(join(here, 'runner'), 'runner/')),
  };
  return findOrBuild(docker, { title, context, base }, () => undefined);
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
