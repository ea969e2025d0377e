import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workflowBundle } from '#dev/testing/workflow-bundle.ts';
import { deploymentName, servedQueues } from '#temporal/task-queues.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { makeVersionCurrent } from './make-version-current.ts';

let temporal: TestNamespace;
const stops: (() => Promise<void>)[] = [];
const reconciled: string[] = [];

beforeAll(async () => {
  temporal = await createTestNamespace();
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await temporal.close();
});

async function startWorker(taskQueue: string, buildId: string): Promise<void> {
  const worker = await Worker.create({
    connection: temporal.connection,
    namespace: temporal.namespace,
    taskQueue,
    workerDeploymentOptions: {
      version: { deploymentName, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
    workflowBundle: await workflowBundle(),
    activities: {
      reconcile: async () => {
        reconciled.push(buildId);
        return { looked: 0, restarted: 0, failed: 0 };
      },
    },
  });
  const running = worker.run();
  stops.push(async () => {
    worker.shutdown();
    await running;
  });
}

const startProcess = () =>
  temporal.client.workflow.start('reconcile', {
    taskQueue: 'waymark',
    workflowId: randomUUID(),
    args: [{}],
  });

const deploy = (buildId: string, withinMilliseconds = 60_000) =>
  makeVersionCurrent(temporal.client, { buildId, queues: ['waymark', 'outward'], withinMilliseconds });

test('a deployment gives the work to a build once every queue has a worker of it, and the next build takes over', async () => {
  const first = await startProcess();
  await startWorker('waymark', 'one');
  await expect(deploy('one', 3_000)).rejects.toThrow('No worker of the build “one” polls outward.');
  expect((await first.describe()).status.name).toBe('RUNNING');
  expect(reconciled).toEqual([]);
  await startWorker('outward', 'one');
  expect(await deploy('one')).toEqual({ before: null });
  await first.result();
  expect(reconciled).toEqual(['one']);

  await Promise.all([startWorker('waymark', 'two'), startWorker('outward', 'two')]);
  const second = await startProcess();
  await second.result();
  expect(reconciled).toEqual(['one', 'one']);
  expect(await deploy('two')).toEqual({ before: 'one' });
  expect(await deploy('two')).toEqual({ before: 'two' });
  await (await startProcess()).result();
  expect(reconciled).toEqual(['one', 'one', 'two']);
});

test('a deployment waits for every queue that has a worker', async () => {
  const folder = path.resolve(import.meta.dirname, '../../workers/queues');
  const files = (await readdir(folder)).filter((file) => !file.endsWith('.test.ts'));
  const sources = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(path.join(folder, file), 'utf8') })),
  );
  const queues = sources
    .filter(({ text }) => /: Queue = \{/.test(text))
    .map(({ file }) => path.parse(file).name);
  expect(queues.sort()).toEqual([...servedQueues].sort());
});
