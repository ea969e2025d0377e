import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '#dev/testing/workflow-bundle.ts';

type Activities = Record<string, (input: never) => Promise<unknown>>;

/**
 * Starts workers with the given activities on the queues of the processes, one of them at a time on every queue but `waymark`.
 * One pair serves a whole test file: the time-skipping server may hand tasks to the polls of a worker that has gone.
 * @returns stops them
 */
export async function startWorkers(
  environment: TestWorkflowEnvironment,
  activities: { waymark: Activities; grading?: Activities; outward?: Activities },
): Promise<() => Promise<void>> {
  const connection = environment.nativeConnection;
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue: 'waymark',
      workflowBundle: await workflowBundle(),
      activities: activities.waymark,
    }),
    ...(['grading', 'outward'] as const)
      .filter((taskQueue) => activities[taskQueue])
      .map((taskQueue) =>
        Worker.create({
          connection,
          taskQueue,
          activities: activities[taskQueue],
          maxHeartbeatThrottleInterval: '200 milliseconds',
          maxConcurrentActivityTaskExecutions: 1,
        }),
      ),
  ]);
  const running = workers.map((worker) => worker.run());
  return async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  };
}
