import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** Where programs are kept that every checkout on this machine can share. */
export function cacheFolder(): string {
  return (
    process.env.WAYMARK_CACHE ??
    path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'waymark')
  );
}
