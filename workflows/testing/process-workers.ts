import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { WorkerInterceptors } from '@temporalio/worker';
import { workflowBundle } from '#dev/testing/workflow-bundle.ts';

type Activities = Record<string, (input: never) => Promise<unknown>>;

/** What is not missed for longer without a heartbeat when its worker is killed. */
const silentAtMostMilliseconds = 60_000;

/**
 * Starts workers with the given activities on the queues of the processes, one of them at a time on every queue but `waymark`.
 * One pair serves a whole test file: the time-skipping server may hand tasks to the polls of a worker that has gone.
 * @returns stops them
 * @throws from there, when the death of a worker would be noticed too late
 */
export async function startWorkers(
  environment: TestWorkflowEnvironment,
  activities: { waymark: Activities; grading?: Activities; outward?: Activities },
): Promise<() => Promise<void>> {
  const connection = environment.nativeConnection;
  const unwatched = new Set<string>();
  const interceptors: WorkerInterceptors = {
    activity: [
      ({ info: { activityType, heartbeatTimeoutMs, startToCloseTimeoutMs, isLocal } }) => {
        if (!isLocal && (heartbeatTimeoutMs || startToCloseTimeoutMs) > silentAtMostMilliseconds)
          unwatched.add(activityType);
        return {};
      },
    ],
  };
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue: 'waymark',
      workflowBundle: await workflowBundle(),
      activities: activities.waymark,
      interceptors,
    }),
    ...(['grading', 'outward'] as const)
      .filter((taskQueue) => activities[taskQueue])
      .map((taskQueue) =>
        Worker.create({
          connection,
          taskQueue,
          activities: activities[taskQueue]!,
          interceptors,
          maxHeartbeatThrottleInterval: '200 milliseconds',
          maxConcurrentActivityTaskExecutions: 1,
        }),
      ),
  ]);
  const running = workers.map((worker) => worker.run());
  return async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
    if (unwatched.size > 0)
      throw new Error(
        `Nobody notices for minutes when a worker dies in: ${[...unwatched].join(', ')}. Give a heartbeatTimeout, and wrap the work in whileHeartbeating.`,
      );
  };
}
