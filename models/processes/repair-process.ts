import type { Knex } from 'knex';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { erasePersonProcess } from '#domain/processes/erase-person.ts';
import type { ProcessKind } from '#domain/processes/index.ts';
import { Erasure, findAlong } from '../accounts/erasure.ts';
import { removeArchive } from '../accounts/personal-archive.ts';
import { cancelGrading } from '../grading/cancel-grading.ts';
import { signalProcess } from './begin-process.ts';
import { moveProcess } from './move-process.ts';
import type { Process } from './process.ts';

type Cancel = (trx: Knex.Transaction, rowId: string, reason: string) => Promise<boolean>;

/** What cancelling does to the business row of each kind. It decides the race with the process; false: it had ended. */
const cancels: Record<ProcessKind, Cancel> = {
  'grade-submission': async (trx, gradingId) =>
    (await cancelGrading(trx, { gradingId, from: ['queued', 'running'] }, 'platform')) !== undefined,
  'run-code': async (trx, runId) => {
    const over = { status: 'cancelled', finished_at: trx.fn.now(), revision: trx.raw('revision + 1') };
    const changed = await trx('runs')
      .where({ id: runId })
      .whereIn('status', ['queued', 'running'])
      .update(over);
    return changed === 1;
  },
  'send-mail': async (trx, mailId, reason) => {
    const over = { status: 'cancelled', refused_at: trx.fn.now(), refusal: `Cancelled: ${reason}` };
    return (await trx('mails').where({ id: mailId, status: 'queued' }).update(over)) === 1;
  },
  'export-person': (trx, archiveId) => removeArchive(trx, archiveId, 'cancelled'),
  'erase-person': cancelErasure,
};

/** Kinds whose workflow has something to tell when it was cancelled: it ends the process then. */
const endedByWorkflow: readonly ProcessKind[] = ['grade-submission'];

/** Ends an erasure that waits, and with a parent's own those of the children that went along: nobody else would tell their processes. */
async function cancelErasure(trx: Knex.Transaction, erasureId: string): Promise<boolean> {
  const end = (id: string) =>
    Erasure.query(trx)
      .findById(id)
      .where({ status: 'waiting' })
      .patch({ status: 'cancelled', finished_at: trx.fn.now() });
  const erasure = await Erasure.query(trx).findById(erasureId);
  if (!erasure || (await end(erasureId)) === 0) return false;
  for (const { id, organisation_id: organisationId } of await findAlong(trx, erasure)) {
    if ((await end(id)) === 0) continue;
    const workflowId = workflowIdOf(erasePersonProcess, id);
    const event = { name: 'cancelled', occurrence: 'end' };
    await moveProcess(trx, { workflowId, state: 'cancelled', waitingFor: null, finished: true, event });
    await signalProcess(trx, { organisationId, workflowId, name: 'cancel', argument: {} });
  }
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
