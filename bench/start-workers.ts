import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import type { TestApp } from '#api/testing/app.ts';
import { dockerForTest } from '#dev/testing/docker.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Starts the two workers in processes of their own, on a test's database and namespace.
 * @param options.label of the containers; without it a random one
 * @param options.slots how many submissions are graded at once; without it what the worker takes by itself
 */
export async function startWorkers(
  api: TestApp,
  temporal: TestNamespace,
  options: { label?: string; slots?: number } = {},
): Promise<ChildProcess[]> {
  const docker = await dockerForTest();
  const shared = { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace };
  const { applicationUrl, relayUrl, graderUrl } = api.database;
  const application = {
    ...shared,
    DATABASE_URL: applicationUrl,
    DATABASE_RELAY_URL: relayUrl,
    JWT_SECRET: randomBytes(32).toString('hex'),
  };
  const grading = {
    ...shared,
    DATABASE_GRADER_URL: graderUrl,
    DOCKER_SOCKET: docker.socket,
    SANDBOX_LABEL: options.label ?? docker.label,
    ...(options.slots !== undefined && { GRADING_SLOTS: String(options.slots) }),
  };
  return Promise.all([
    startProgram('workers/all.ts', [], application, 'processes run'),
    startProgram('workers/docker.ts', [], grading, 'language ready'),
  ]);
}

/** Starts one of our programs and waits until it says that it is ready. */
export async function startProgram(
  program: string,
  parameters: string[],
  environment: Record<string, string>,
  ready: string,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [path.join(root, program), ...parameters], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}.`)));
    child.stdout.on('data', (chunk: Buffer) => chunk.includes(ready) && resolve());
  });
  return child;
}

/** Ends them and waits until they are gone. */
export async function endPrograms(programs: ChildProcess[]): Promise<void> {
  for (const program of programs) program.kill('SIGTERM');
  await Promise.all(programs.map((program) => program.exitCode ?? once(program, 'exit')));
}
