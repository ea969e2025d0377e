import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SandboxFault } from '#sandbox/sandbox-fault.ts';

/** Enough for the largest output that the sandbox lets through, its parts and the expected one. */
const childMemoryMb = 384;

const judgingChild = fileURLToPath(new URL('./judging-child.ts', import.meta.url));

/**
 * Starts a process that judges tests, and waits until it is ready.
 * @param program another one, for tests
 * @throws SandboxFault host_fault when the machine starts none, or something ended it; Error when it ended by itself, as it would again
 */
export async function startJudgingChild(program = judgingChild): Promise<ChildProcess> {
  const child = fork(program, {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${childMemoryMb}`],
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ready = Promise.withResolvers<void>();
  const hostFailed = (cause: unknown) =>
    ready.reject(
      new SandboxFault('host_fault', `Nothing could be started to judge in: ${String(cause)}`, { cause }),
    );
  child
    .once('message', () => ready.resolve())
    .once('exit', (code, signal) =>
      signal
        ? hostFailed(signal)
        : ready.reject(new Error(`What judges ended with code ${String(code)} before it was ready.`)),
    );
  child.on('error', hostFailed); // of one that is ready, its exit tells as much
  await ready.promise;
  return child;
}
