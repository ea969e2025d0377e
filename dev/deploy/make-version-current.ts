import { isGrpcServiceError } from '@temporalio/client';
import type { Client, WorkflowService } from '@temporalio/client';
import type { TaskQueue } from '#domain/processes/define-process.ts';
import { deploymentName } from '#temporal/task-queues.ts';
import { waitFor } from '../processes/wait-for.ts';

const notFound = 5;

/**
 * Makes a build the one that gets the work: new processes start on it, and those that run go on with it.
 * Waits until its workers poll every queue, so that no queue is left without a worker by a build that does not come up. Harmless to repeat.
 * @param deploy.queues that must be polled first
 * @param deploy.withinMilliseconds its workers may take to come up
 * @returns the build that was current before; null when there was none
 * @throws Error that names the queues whose workers are missing
 */
export async function makeVersionCurrent(
  client: Client,
  deploy: { buildId: string; queues: readonly TaskQueue[]; withinMilliseconds: number },
): Promise<{ before: string | null }> {
  const { buildId, queues, withinMilliseconds } = deploy;
  const service = client.workflowService;
  const namespace = client.options.namespace;
  let missing: readonly string[] = queues;
  try {
    await waitFor(
      'the start of every worker',
      async () => {
        const polled = await polledQueues(service, namespace, buildId);
        missing = queues.filter((queue) => !polled.has(queue));
        return missing.length === 0;
      },
      { withinMs: withinMilliseconds, everyMs: 500 },
    );
  } catch (error) {
    throw new Error(
      `No worker of the build “${buildId}” polls ${missing.join(', ')}. The build that was current goes on. Look at its workers' logs, then try again.`,
      { cause: error },
    );
  }
  const answer = await service.setWorkerDeploymentCurrentVersion({
    namespace,
    deploymentName,
    buildId,
    identity: 'make-current',
  });
  return { before: answer.previousDeploymentVersion?.buildId || null };
}

async function polledQueues(
  service: WorkflowService,
  namespace: string,
  buildId: string,
): Promise<Set<string>> {
  try {
    const { versionTaskQueues } = await service.describeWorkerDeploymentVersion({
      namespace,
      deploymentVersion: { deploymentName, buildId },
    });
    return new Set(versionTaskQueues.map(({ name }) => name ?? ''));
  } catch (error) {
    // Nothing of this build has polled yet.
    if (isGrpcServiceError(error) && error.code === (notFound as number)) return new Set();
    throw error;
  }
}
