import { watch } from 'node:fs';
import path from 'node:path';

// An editor writes a file in several steps, and a checkout of another branch many files.
const quietMs = 200;

/**
 * Tells when a source file below one of the folders is written, made or removed; tests and what tests share are left out.
 * @param changed called once a burst of changes, with the path of one of the files
 * @returns ends the watching
 */
export function watchFolders(folders: readonly string[], changed: (file: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, (_event, name) => {
      if (!name || !isSource(name)) return;
      clearTimeout(timer);
      timer = setTimeout(changed, quietMs, path.join(folder, name));
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

const isSource = (name: string): boolean =>
  /\.(ts|js|json|py|c|h|yaml|yml)$/.test(name) && !/\.test\.ts$|(^|\/)(testing|node_modules)\//.test(name);
