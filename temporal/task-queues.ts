import type { TaskQueue } from '#domain/processes/define-process.ts';
import { processDefinitions } from '#domain/processes/index.ts';

/** Workflows, and the activities that need the application's database role and no secret of a provider. */
export const waymarkQueue = 'waymark' satisfies TaskQueue;

/** Activities that talk to others: mail, and later GitHub, Slack and models, with their secrets. */
export const outwardQueue = 'outward' satisfies TaskQueue;

/** Activities beside the Docker socket: the grader's database role only, as many at once as there are slots. */
export const gradingQueue = 'grading' satisfies TaskQueue;

/** Queues that a worker serves: a file each in workers/queues/. */
export const servedQueues = [waymarkQueue, outwardQueue, gradingQueue] as const;

/** The queue that the definition of a workflow names. What is defined as no process of ours is the platform’s own, such as the reconciler. */
export function queueOfWorkflow(workflowType: string): TaskQueue {
  return processDefinitions.find(({ workflow }) => workflow === workflowType)?.queue ?? waymarkQueue;
}

/** What Temporal knows the workers of all queues by: the builds of one deployment follow each other. */
export const deploymentName = 'waymark';
