import type { Knex } from 'knex';
import type { ProcessKind } from '#domain/processes/index.ts';
import { cancelWaiting, Erasure, findAlong } from '../accounts/erasure.ts';
import { removeArchive } from '../accounts/personal-archive.ts';
import { cancelGrading } from '../grading/cancel-grading.ts';
import { endErasure } from './end-erasure.ts';
import { moveProcess } from './move-process.ts';
import type { Process } from './process.ts';

type Cancel = (trx: Knex.Transaction, rowId: string, reason: string) => Promise<boolean>;

/** What cancelling does to the business row of each kind. It decides the race with the process; false: it had ended. */
const cancels: Record<ProcessKind, Cancel> = {
  'grade-submission': async (trx, gradingId) =>
    (await cancelGrading(trx, { gradingId, from: ['queued', 'running'] }, 'platform')) !== undefined,
  'run-code': cancelRun,
  'run-visitor-code': cancelRun,
  'send-mail': async (trx, mailId, reason) => {
    const over = { status: 'cancelled', refused_at: trx.fn.now(), refusal: `Cancelled: ${reason}` };
    return (await trx('mails').where({ id: mailId, status: 'queued' }).update(over)) === 1;
  },
  'export-person': (trx, archiveId) => removeArchive(trx, archiveId, 'cancelled'),
  'erase-person': cancelErasure,
  // What is in the panel stays there; it is not mailed.
  notify: async (trx, notificationId) => {
    const unfinished = trx('notifications')
      .where({ id: notificationId })
      .whereIn('status', ['queued', 'shown']);
    return (await unfinished.update({ status: 'cancelled' })) === 1;
  },
};

/** Kinds whose workflow has something to tell when it was cancelled: it ends the process then. */
const endedByWorkflow: readonly ProcessKind[] = ['grade-submission'];

async function cancelRun(trx: Knex.Transaction, runId: string): Promise<boolean> {
  const over = { status: 'cancelled', finished_at: trx.fn.now(), revision: trx.raw('revision + 1') };
  const changed = await trx('runs')
    .where({ id: runId })
    .whereIn('status', ['queued', 'running'])
    .update(over);
  return changed === 1;
}

/** Ends an erasure that waits, and with a parent's own those of the children that went along: nobody else would tell their processes. */
async function cancelErasure(trx: Knex.Transaction, erasureId: string): Promise<boolean> {
  const erasure = await Erasure.query(trx).findById(erasureId);
  if (!erasure || !(await cancelWaiting(trx, erasureId))) return false;
  for (const along of await findAlong(trx, erasure)) await endErasure(trx, along, 'cancelled');
  return true;
}

/**
 * Cancels an unfinished process, whatever it is at, by its business row. Its workflow is told afterwards.
 * @param reason stands where the person concerned reads why
 * @returns false when it had ended meanwhile
 */
export async function cancelProcess(
  trx: Knex.Transaction,
  process: Process,
  reason: string,
): Promise<boolean> {
  if (!(await cancels[process.kind](trx, process.row_id, reason))) return false;
  const ends = !endedByWorkflow.includes(process.kind);
  await moveProcess(trx, {
    workflowId: process.workflow_id,
    state: 'cancelled',
    waitingFor: null,
    ...(ends && { finished: true, event: { name: 'cancelled', occurrence: 'end' } }),
  });
  return true;
}

/**
 * Puts the dead letters of a process back among those to be delivered.
 * @param outboxId only this one
 * @returns the ids of their outbox rows
 */
export async function reviveDeadLetters(
  trx: Knex.Transaction,
  workflowId: string,
  outboxId?: string,
): Promise<string[]> {
  const dead = trx('outbox').where({ workflow_id: workflowId, status: 'dead' });
  const rows = await dead
    .clone()
    .where(outboxId === undefined ? {} : { id: outboxId })
    .update({ status: 'pending', attempts: 0, refusals: 0, next_attempt_at: trx.fn.now() })
    .returning<{ id: string }[]>('id');
  if (rows.length > 0)
    await trx('processes')
      .where({ workflow_id: workflowId })
      .whereNotExists(dead.clone().select('id'))
      .update({ undeliverable: null, needs_person: false });
  return rows.map(({ id }) => id);
}
