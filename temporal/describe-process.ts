import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';

/** What Temporal knows of a process at this moment. */
export type ProcessDescription =
  | { known: 'yes'; status: 'running' | 'closed'; pending: PendingStep[] }
  | { known: 'no' }
  /** Temporal cannot be asked. */
  | { known: 'unavailable'; reason: string };

export type PendingStep = {
  activity: string;
  attempt: number;
  nextTryAt: string | null;
  lastFailure: string | null;
  running: boolean;
};

const askMilliseconds = 3_000;

/** Asks Temporal about a process; never throws, because a page about a process must work while Temporal is down. */
export async function describeProcess(client: Client, workflowId: string): Promise<ProcessDescription> {
  try {
    const { raw, status } = await client.connection.withDeadline(Date.now() + askMilliseconds, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    const pending = (raw.pendingActivities ?? []).map((step) => ({
      activity: step.activityType?.name ?? '',
      attempt: step.attempt ?? 1,
      nextTryAt: inFuture(step.scheduledTime?.seconds),
      lastFailure: step.lastFailure?.message ?? null,
      running: step.state === 2 /* PENDING_ACTIVITY_STATE_STARTED */,
    }));
    return { known: 'yes', status: status.name === 'RUNNING' ? 'running' : 'closed', pending };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { known: 'no' };
    return { known: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
  }
}

function inFuture(seconds: { toNumber(): number } | number | null | undefined): string | null {
  if (seconds === null || seconds === undefined) return null;
  const milliseconds = 1000 * (typeof seconds === 'number' ? seconds : seconds.toNumber());
  return milliseconds > Date.now() ? new Date(milliseconds).toISOString() : null;
}
