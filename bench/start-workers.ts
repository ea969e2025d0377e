import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { TestApp } from '#api/testing/app.ts';
import { dockerForTest } from '#dev/testing/docker.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { startProgram } from './start-program.ts';

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
  const started = await Promise.all([
    startProgram('workers/all.ts', [], application, /processes run/),
    startProgram('workers/docker.ts', [], grading, /language ready/),
  ]);
  return started.map(({ child }) => child);
}
