import { run, runOrThrow } from '../processes/run.ts';

export type SystemUser = { uid: number; gid: number };

/**
 * PostgreSQL refuses to run as root. As root, this is the user it runs as instead, created when missing.
 * @returns undefined when we are not root and need nobody else
 */
export async function postgresSystemUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  if ((await run('id', ['-u', 'postgres'])).code !== 0) {
    await runOrThrow('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
  }
  const [uid, gid] = await Promise.all([
    runOrThrow('id', ['-u', 'postgres']),
    runOrThrow('id', ['-g', 'postgres']),
  ]);
  return { uid: Number(uid), gid: Number(gid) };
}

/** Whether that user can reach and execute a program. */
export async function canRun(program: string, user: SystemUser): Promise<boolean> {
  return (await run(program, ['--version'], { ...user, cwd: '/' })).code === 0;
}

/** Whether that user can walk into a folder. */
export async function canEnter(folder: string, user: SystemUser): Promise<boolean> {
  return (await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/' })).code === 0;
}
