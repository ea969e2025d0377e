import { text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/**
 * The files of an archive by their paths, as text.
 * @throws what is wrong with it, as any program that unpacks archives would say
 */
export async function readZip(content: Buffer): Promise<Record<string, string>> {
  const archive = await fromBufferPromise(content);
  const files: Record<string, string> = {};
  for await (const entry of archive.eachEntry())
    files[entry.fileName] = await text(await archive.openReadStreamPromise(entry));
  return files;
}
