import { createHash } from 'node:crypto';
import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Client, ScheduleOptions } from '@temporalio/client';
import type { ScheduleSpecification } from '#models/processes/outbox.ts';
import { queueOfWorkflow, waymarkQueue } from './task-queues.ts';

/** A process that was lost is found within this, or the next pass begins late. */
export const reconcileEverySeconds = 30;

/** What the platform itself runs by the clock: the workflow's type is the schedule's id. */
const platformSchedules = [
  { id: 'reconcile', every: `${reconcileEverySeconds} seconds` },
  { id: 'housekeeping', every: '10 minutes' },
  { id: 'remind', every: '1 minute' },
] as const;

type Description = Omit<ScheduleOptions, 'scheduleId' | 'memo' | 'state'>;

const platformDescription = ({ id, every }: (typeof platformSchedules)[number]): Description => ({
  spec: { intervals: [{ every }] },
  action: { type: 'startWorkflow', workflowType: id, taskQueue: waymarkQueue, workflowId: id },
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
});

/**
 * Creates the platform's schedules that are missing and runs those at once: a Temporal store that was lost comes back without any.
 * One that the code describes otherwise than the cluster does is changed.
 * @returns the ids of those that were created or changed
 */
export async function ensureSchedules(client: Client): Promise<string[]> {
  const touched: string[] = [];
  for (const schedule of platformSchedules) {
    const what = await ensure(client, schedule.id, platformDescription(schedule), { atOnce: true });
    if (what !== 'kept') touched.push(schedule.id);
  }
  return touched;
}

/**
 * Puts somebody's own schedule: creates it, or makes the one there is what is described. Only the outbox calls this.
 * An outage over its time is made up for once, within a day.
 */
export async function putSchedule(
  client: Client,
  id: string,
  schedule: ScheduleSpecification,
): Promise<void> {
  await ensure(client, id, {
    spec: { cronExpressions: [schedule.cron], timezone: schedule.timeZone },
    action: {
      type: 'startWorkflow',
      workflowType: schedule.workflowType,
      taskQueue: queueOfWorkflow(schedule.workflowType),
      workflowId: id,
      args: [schedule.input],
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
  });
}

/** Ends somebody's own schedule; one that is gone already is fine. Only the outbox calls this. */
export async function deleteSchedule(client: Client, id: string): Promise<void> {
  await client.schedule
    .getHandle(id)
    .delete()
    .catch((error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    });
}

/** Runs the reconciler now, whatever the clock says. */
export async function reconcileNow(client: Client): Promise<void> {
  await client.schedule.getHandle('reconcile').trigger(ScheduleOverlapPolicy.BUFFER_ONE);
}

// The server rewrites a description (cron becomes calendars), so a hash of what the code said is kept in its note and compared.
const hashOf = (description: Description): string =>
  createHash('sha256').update(JSON.stringify(description)).digest('hex');

async function ensure(
  client: Client,
  id: string,
  description: Description,
  options: { atOnce?: true } = {},
): Promise<'created' | 'changed' | 'kept'> {
  const note = hashOf(description);
  const known = await noteOf(client, id);
  if (known === note) return 'kept';
  if (known === undefined) {
    const state = { note, triggerImmediately: options.atOnce === true };
    const created = await client.schedule
      .create({ ...description, scheduleId: id, state })
      .then(() => true, ignoreExisting);
    // Another worker may be faster, with the same description or an older one: the next look tells.
    return created ? 'created' : 'kept';
  }
  await client.schedule.getHandle(id).update(({ state }) => ({ ...description, state: { ...state, note } }));
  return 'changed';
}

/** @returns undefined when there is no such schedule */
async function noteOf(client: Client, id: string): Promise<string | undefined> {
  try {
    const { state } = await client.schedule.getHandle(id).describe();
    return state.note ?? '';
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/** Another worker was faster. */
function ignoreExisting(error: unknown): false {
  if (error instanceof ScheduleAlreadyRunning) return false;
  throw error;
}
