import type { Knex } from 'knex';

/**
 * Puts the dead letters of a process back among those to be delivered.
 * @returns the ids of their outbox rows
 */
export async function reviveDeadLetters(trx: Knex.Transaction, workflowId: string): Promise<string[]> {
  const rows = await trx('outbox')
    .where({ workflow_id: workflowId, status: 'dead' })
    .update({ status: 'pending', attempts: 0, next_attempt_at: trx.fn.now() })
    .returning<{ id: string }[]>('id');
  return rows.map(({ id }) => id);
}
