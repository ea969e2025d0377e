import { readFileSync } from 'node:fs';
import process from 'node:process';
import { sharedService } from '#dev/testing/services.ts';
import type { LaunchedPlatform } from '../platform.ts';

export const supervisorName = 'npm start';
const engineName = 'dockerd';

/** Everything that can be killed in a platform; the Docker Engine only where it is the test run's own. */
export async function victimsOf(platform: LaunchedPlatform): Promise<string[]> {
  const names = platform
    .record()
    .processes.map(({ name }) => name)
    .filter((name) => name !== 'mail');
  const { pidFile } = await sharedService('docker');
  return [...names, supervisorName, ...(pidFile ? [engineName] : [])];
}

/**
 * Kills one process with SIGKILL, if it runs at this moment.
 * @returns whether it did
 */
export async function kill(platform: LaunchedPlatform, name: string): Promise<boolean> {
  const pid = name === engineName ? await enginePid() : pidOf(platform, name);
  if (pid === undefined) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function pidOf(platform: LaunchedPlatform, name: string): number | undefined {
  const record = platform.record();
  return (name === supervisorName ? record.supervisor : record.processes.find((one) => one.name === name))
    ?.pid;
}

/** dockerd rewrites its pid file at each start; while it is down the file may be missing or old. */
async function enginePid(): Promise<number | undefined> {
  const { pidFile } = await sharedService('docker');
  try {
    const pid = Number(readFileSync(pidFile ?? '', 'utf8'));
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('dockerd') ? pid : undefined;
  } catch {
    return undefined;
  }
}
