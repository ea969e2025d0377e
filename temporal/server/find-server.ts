import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.ts';
import { downloadServer, installServerWithGo, installedByGo } from './install-server.ts';

export type FoundServer = { program: string; foundBy: string };

/**
 * Finds the `temporal` program, or gets one: TEMPORAL_CLI_PATH, the PATH, an earlier install of ours,
 * the SDK's own download, at last `go install` (about three minutes, once a machine).
 * @param report is told, in words, of each step that takes longer than a second
 * @throws Error that says what to install when every way fails
 */
export async function findTemporalServer(report: (step: string) => void): Promise<FoundServer> {
  const configured = process.env.TEMPORAL_CLI_PATH;
  if (configured) {
    if (await answersVersion(configured)) return { program: configured, foundBy: 'TEMPORAL_CLI_PATH' };
    throw new Error(`TEMPORAL_CLI_PATH is ${configured}, and that does not run.`);
  }
  const onPath = await findOnPath('temporal');
  if (onPath) return { program: onPath, foundBy: 'the PATH' };
  const failures: string[] = [];
  for (const way of [installedByGo, downloadServer, installServerWithGo]) {
    try {
      const program = await way(cacheFolder(), report);
      if (program && (await answersVersion(program)))
        return { program, foundBy: way === downloadServer ? 'the SDK’s download' : 'go install' };
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    `Temporal's server could not be had: ${failures.join('; ')}. ` +
      'Install the temporal command line (https://docs.temporal.io/cli) or Go 1.24, or set TEMPORAL_ADDRESS to a server of your own.',
  );
}

async function findOnPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const program = path.join(folder, name);
    if (folder && (await isExecutable(program)) && (await answersVersion(program))) return program;
  }
  return undefined;
}

function isExecutable(program: string): Promise<boolean> {
  return access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function answersVersion(program: string): Promise<boolean> {
  return promisify(execFile)(program, ['--version'], { timeout: 20_000 }).then(
    ({ stdout }) => stdout.includes('temporal'),
    () => false,
  );
}
