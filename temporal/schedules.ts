import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { waymarkQueue } from './task-queues.ts';

/** What runs by the clock: the workflow's type is the schedule's id. */
const schedules = [
  { id: 'reconcile', every: '30 seconds' },
  { id: 'housekeeping', every: '10 minutes' },
] as const;

/**
 * Creates the schedules that are missing, and runs those at once: a Temporal store that was lost comes back without any.
 * @returns the ids of those that were missing
 */
export async function ensureSchedules(client: Client): Promise<string[]> {
  const created: string[] = [];
  for (const { id, every } of schedules) {
    if (await exists(client, id)) continue;
    const createdNow = await client.schedule
      .create({
        scheduleId: id,
        spec: { intervals: [{ every }] },
        action: { type: 'startWorkflow', workflowType: id, taskQueue: waymarkQueue, workflowId: id },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
        state: { triggerImmediately: true },
      })
      .then(() => true, ignoreExisting);
    if (createdNow) created.push(id);
  }
  return created;
}

/** Runs the reconciler now, whatever the clock says. */
export async function reconcileNow(client: Client): Promise<void> {
  await client.schedule.getHandle('reconcile').trigger(ScheduleOverlapPolicy.BUFFER_ONE);
}

async function exists(client: Client, id: string): Promise<boolean> {
  try {
    await client.schedule.getHandle(id).describe();
    return true;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return false;
    throw error;
  }
}

/** Another worker was faster. */
function ignoreExisting(error: unknown): false {
  if (error instanceof ScheduleAlreadyRunning) return false;
  throw error;
}
