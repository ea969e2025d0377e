import path from 'node:path';
import { Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { hearOutsideProcess } from './webhooks.ts';

/**
 * Starts a worker that runs the process of the tests' own that listens to webhooks.
 * @returns what ends it
 */
export async function startHearingWorker(temporal: TestNamespace): Promise<() => Promise<void>> {
  const workflowsPath = path.resolve(import.meta.dirname, '../../workflows/testing/hear-outside.ts');
  const worker = await Worker.create({
    connection: temporal.connection,
    namespace: temporal.namespace,
    taskQueue: hearOutsideProcess.queue,
    workflowBundle: await bundleWorkflowCode({ workflowsPath }),
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
  };
}
