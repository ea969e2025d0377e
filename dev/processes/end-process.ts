import process from 'node:process';
import { isAlive } from './identity.ts';
import type { ProcessIdentity } from './identity.ts';
import { waitFor } from './wait-for.ts';

/**
 * Ends a process that leads a group of its own: asks its leader first, then kills the whole group.
 * A process that ended in between, or a later one with the same number, is left alone.
 * @param options.signal what it takes as "stop"
 * @param options.withinMs how long it may take before the group is killed
 */
export async function endProcess(
  identity: ProcessIdentity,
  options: { signal: NodeJS.Signals; withinMs: number },
): Promise<void> {
  if (!isAlive(identity)) return;
  send(identity.pid, options.signal);
  try {
    await waitFor(`process ${identity.pid} ending`, () => !isAlive(identity), {
      withinMs: options.withinMs,
      everyMs: 25,
    });
  } catch {
    if (isAlive(identity)) send(-identity.pid, 'SIGKILL');
    await waitFor(`process ${identity.pid} dying`, () => !isAlive(identity), {
      withinMs: 10_000,
      everyMs: 25,
    });
  }
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
