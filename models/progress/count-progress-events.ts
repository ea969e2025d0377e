import type { Knex } from 'knex';

/** How much a person has done so far: grows with every change of their progress, and with nothing else. */
export async function countProgressEvents(trx: Knex.Transaction, userId: string): Promise<number> {
  const [counted] = await trx('progress_events').where({ user_id: userId }).count<{ count: string }[]>();
  return Number(counted!.count);
}
