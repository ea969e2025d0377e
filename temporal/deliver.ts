import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { classifyFailure } from './classify-failure.ts';
import type { OutboxRow } from './outbox-row.ts';
import { deleteSchedule, putSchedule } from './schedules.ts';
import { searchAttributesOf } from './search-attribute-keys.ts';
import { queueOfWorkflow } from './task-queues.ts';

/** What became of one attempt to deliver one message. */
export type Delivery =
  | { outcome: 'delivered' }
  /** The process to be signalled has ended or was never there. */
  | { outcome: 'obsolete' }
  /** Temporal could not be reached or refused for now: says nothing about the message. */
  | { outcome: 'unavailable'; error: string }
  /** Temporal refused this message for what it is. */
  | { outcome: 'refused'; error: string };

// Longer than a busy server needs, shorter than the 15 s for which a claim holds.
const callMilliseconds = 5_000;

/**
 * Hands one message to Temporal. Repeating it is harmless: a second start is refused by its workflow id, which means done,
 * a signal carries the message's id, which handlers remember, and putting a schedule again changes nothing.
 */
export async function deliver(client: Client, row: OutboxRow): Promise<Delivery> {
  try {
    await client.connection.withDeadline(Date.now() + callMilliseconds, () => send(client, row));
    return { outcome: 'delivered' };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      // Refused with a signal on board, the process has closed and nobody heard it.
      return { outcome: row.kind === 'signal_with_start' ? 'obsolete' : 'delivered' };
    if (error instanceof WorkflowNotFoundError) return { outcome: 'obsolete' };
    return classifyFailure(error);
  }
}

async function send(client: Client, row: OutboxRow): Promise<unknown> {
  const signal = { ...row.arguments.signal, outboxId: row.id };
  const start = startOptionsOf(row);
  const signalName = row.signal_name ?? '';
  switch (row.kind) {
    case 'start':
      return client.workflow.start(row.workflow_type, start);
    case 'signal':
      return client.workflow.getHandle(row.workflow_id).signal(signalName, signal);
    case 'signal_with_start':
      return client.workflow.signalWithStart(row.workflow_type, {
        ...start,
        signal: signalName,
        signalArgs: [signal],
      });
    case 'schedule_put':
      return putSchedule(client, row.workflow_id, row.arguments.schedule!);
    case 'schedule_delete':
      return deleteSchedule(client, row.workflow_id);
  }
}

/** Organisations share each queue fairly; within one, what is more urgent goes first (https://docs.temporal.io/develop/task-queue-priority-fairness). */
function startOptionsOf(row: OutboxRow) {
  const { priority } = row.search_attributes;
  return {
    taskQueue: queueOfWorkflow(row.workflow_type),
    workflowId: row.workflow_id,
    workflowIdReusePolicy: row.restart
      ? WorkflowIdReusePolicy.ALLOW_DUPLICATE
      : WorkflowIdReusePolicy.REJECT_DUPLICATE,
    args: [row.arguments.start],
    typedSearchAttributes: searchAttributesOf(row),
    priority: { priorityKey: priority ?? 3, fairnessKey: row.organisation_id ?? 'platform' },
  };
}
