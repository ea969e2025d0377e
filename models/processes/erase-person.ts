import type { Knex } from 'knex';
import { erasePersonProcess, erasureDays } from '#domain/processes/erase-person.ts';
import { processDefinitions } from '#domain/processes/index.ts';
import { findChildrenAlone } from '../accounts/erasure.ts';
import { beginProcess, signalProcess } from './begin-process.ts';
import { Process } from './process.ts';
import { cancelProcess } from './repair-process.ts';

/**
 * Begins an erasure: its row and its process, in the caller's transaction and organisation scope.
 * @param wish.days it waits, in which it can be taken back; 0: at once
 * @returns undefined while one of the same person is unfinished, in whichever organisation: the index sees those that this scope does not
 */
export async function beginErasure(
  trx: Knex.Transaction,
  wish: { organisationId: string; userId: string; requestedBy: string; days: number },
): Promise<{ erasureId: string; outboxId: string } | undefined> {
  const { organisationId, userId, requestedBy, days } = wish;
  const [erasure] = await trx('erasures')
    .insert({
      organisation_id: organisationId,
      user_id: userId,
      requested_by: requestedBy,
      // PostgreSQL's clock, so that API processes need not agree on theirs.
      due_at: trx.raw('now() + make_interval(days => ?)', [days]),
    })
    .onConflict(trx.raw(`(user_id) where status in ('waiting', 'erasing')`))
    .ignore()
    .returning<{ id: string }[]>('id');
  if (!erasure) return undefined;
  const outboxId = await beginProcess(trx, erasePersonProcess, {
    organisationId,
    userId,
    subject: { type: 'user', id: userId },
    input: { organisationId, erasureId: erasure.id },
  });
  return { erasureId: erasure.id, outboxId };
}

/**
 * Begins the erasure of the children whom nobody could act for once a parent has left: those who were added since, or lost their other parent. They wait as
 * long as anybody, in which somebody may take their parent's place.
 * @param trx in the organisation's scope, before the parent leaves
 * @param leaving.everywhere false: the parent leaves this organisation only
 * @returns the children, and the outbox rows to dispatch
 */
export async function beginThoseAlone(
  trx: Knex.Transaction,
  leaving: { organisationId: string; parentId: string; requestedBy: string; everywhere?: boolean },
): Promise<{ children: string[]; outboxIds: string[] }> {
  const { organisationId, parentId, requestedBy, everywhere = true } = leaving;
  const children: string[] = [];
  const outboxIds: string[] = [];
  for (const { id: userId } of await findChildrenAlone(trx, parentId, { everywhere })) {
    const begun = await beginErasure(trx, { organisationId, userId, requestedBy, days: erasureDays });
    if (!begun) continue;
    children.push(userId);
    outboxIds.push(begun.outboxId);
  }
  return { children, outboxIds };
}

const cancelledKinds = processDefinitions
  .filter(({ whenErased }) => whenErased === 'cancelled')
  .map(({ kind }) => kind);

/**
 * Ends whatever is under way for a person who leaves an organisation: what would come of it must not be written after it was erased.
 * A kind's definition says whether it is among that (`whenErased`).
 * @param trx in the organisation's scope
 * @returns the outbox rows to dispatch
 */
export async function cancelUnfinished(
  trx: Knex.Transaction,
  organisationId: string,
  userId: string,
): Promise<string[]> {
  const unfinished = await Process.query(trx)
    .where({ user_id: userId })
    .whereIn('kind', cancelledKinds)
    .whereNull('finished_at');
  const outboxIds: string[] = [];
  for (const process of unfinished) {
    if (!(await cancelProcess(trx, process, 'The account is erased.'))) continue;
    const { workflow_id: workflowId } = process;
    outboxIds.push(await signalProcess(trx, { organisationId, workflowId, name: 'cancel', argument: {} }));
  }
  return outboxIds;
}
