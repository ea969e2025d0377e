import type { Knex } from 'knex';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { notifyProcess } from '#domain/processes/notify.ts';
import { signalProcess } from '../processes/begin-process.ts';

/** These, or all that were there at a moment: what came since stays unread. */
export type ReadWish = { ids: readonly string[] } | { until: Date };

/**
 * Notes that a person has read what they were told; whatever would be mailed is not. What is not theirs, not there or read already stays as it is.
 * @param trx in the organisation's scope
 * @returns how many are read by this, and the outbox rows to dispatch
 */
export async function readNotifications(
  trx: Knex.Transaction,
  of: { organisationId: string; userId: string },
  wish: ReadWish,
): Promise<{ read: number; outboxIds: string[] }> {
  const unread = trx('notifications')
    .where({ user_id: of.userId })
    .whereNotNull('visible_at')
    .whereNull('read_at');
  if ('ids' in wish) unread.whereIn('id', [...wish.ids]);
  // Times are told in milliseconds.
  else unread.whereRaw(`date_trunc('milliseconds', visible_at) <= ?`, [wish.until]);
  const read = await unread
    .update({ read_at: trx.fn.now() })
    .returning<{ id: string; status: string }[]>(['id', 'status']);
  const outboxIds: string[] = [];
  for (const { id } of read.filter(({ status }) => status === 'shown'))
    outboxIds.push(
      await signalProcess(trx, {
        organisationId: of.organisationId,
        workflowId: workflowIdOf(notifyProcess, id),
        name: 'decide',
        argument: { decision: 'hold', choice: 'leave' },
      }),
    );
  return { read: read.length, outboxIds };
}
