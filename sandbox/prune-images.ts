import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';

const key = 'waymark.sandbox.built-by';

/** Marks the images of one installation, told by the folder its sandbox runs from. */
const installation = createHash('sha256')
  .update(fileURLToPath(new URL('.', import.meta.url)))
  .digest('hex')
  .slice(0, 12);

/** What an image of this installation carries. */
export const imageLabels = { [key]: installation };

/**
 * Removes the images under other tags of a name's repository that this installation built and no container uses, whether running or not.
 * @param name the image that has taken their place, with its tag
 * @param createdBefore ms since the epoch. What is younger stays: another process of this installation, with other files, may have just
 *   built it, and the two must not remove each other's for ever.
 * @returns the names that were removed
 */
export async function pruneImages(docker: Docker, name: string, createdBefore: number): Promise<string[]> {
  const [repository] = name.split(':');
  const found = await docker.listImages({
    filters: { reference: [repository!], label: [`${key}=${installation}`] },
  });
  const old = found
    .filter(({ Created }) => Created * 1000 < createdBefore)
    .flatMap(({ RepoTags }) => RepoTags ?? []);
  const removed: string[] = [];
  for (const tag of old.filter((each) => each.startsWith(`${repository!}:`) && each !== name))
    if (await removeUnused(docker, tag)) removed.push(tag);
  return removed;
}

/** Without force Docker itself keeps what a container uses. */
async function removeUnused(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).remove();
    return true;
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode === 404 || statusCode === 409) return false;
    throw error;
  }
}
