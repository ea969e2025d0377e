import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

export type PidFile = {
  file: string;
  /** The program that writes it, e.g. `dockerd`. */
  program: string;
  /** What the command line of the one that is meant contains: others of that program may run. */
  parameter: string;
};

/**
 * Removes the pid file of a program that was killed, unless exactly that program still runs under the number.
 * dockerd only asks whether any process has it, and after a SIGKILL another one may: then dockerd takes that one for its containerd
 * and gives up after 15 seconds, at every start (moby, libcontainerd/supervisor/remote_daemon.go), or says that it runs already.
 */
export function removeStalePidFile({ file, program, parameter }: PidFile): void {
  const [name = '', ...parameters] = commandLineOf(read(file).trim());
  if (path.basename(name) === program && parameters.some((each) => each.includes(parameter))) return;
  rmSync(file, { force: true });
}

function commandLineOf(pid: string): string[] {
  return /^\d+$/.test(pid) ? read(`/proc/${pid}/cmdline`).split('\0') : [];
}

/** Empty when there is no such file, or its process ended while it was read. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}
