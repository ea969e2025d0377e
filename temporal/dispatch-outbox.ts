import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { deliver } from './deliver.ts';
import type { OutboxRow } from './outbox-row.ts';

/** A message that Temporal refused this often for what it is goes to the dead letters; a person sees it in the list of processes. */
export const attemptsBeforeDead = 5;

const longestWaitSeconds = 60;
// When Temporal comes back, what waited is on its way within this time.
const unavailableWaitSeconds = 2;

export type DispatchReport = { claimed: number; unavailable: boolean };

/**
 * Claims due messages and delivers them, those of different processes side by side.
 * @param database a pool of the application's or the relay's role; no transaction is held during a call to Temporal
 * @param options.only deliver these and nothing else
 * @param options.atMost messages in one go
 */
export async function dispatchOutbox(
  database: Knex,
  client: Client,
  options: { only?: string[]; atMost: number },
): Promise<DispatchReport> {
  const { rows } = await database.raw<{ rows: OutboxRow[] }>('select * from claim_outbox(?::uuid[], ?)', [
    options.only ?? null,
    options.atMost,
  ]);
  const deliveries = await Promise.all(rows.map((row) => deliverAndSettle(database, client, row)));
  return { claimed: rows.length, unavailable: deliveries.includes('unavailable') };
}

async function deliverAndSettle(database: Knex, client: Client, row: OutboxRow): Promise<string> {
  const delivery = await deliver(client, row);
  const error = 'error' in delivery ? delivery.error : null;
  if (delivery.outcome === 'delivered' || delivery.outcome === 'obsolete')
    await settle(database, row.id, delivery.outcome, error, 0);
  else if (delivery.outcome === 'unavailable')
    await settle(database, row.id, 'pending', error, unavailableWaitSeconds);
  else if (row.attempts >= attemptsBeforeDead) await settle(database, row.id, 'dead', error, 0);
  else await settle(database, row.id, 'pending', error, Math.min(2 ** row.attempts, longestWaitSeconds));
  return delivery.outcome;
}

async function settle(
  database: Knex,
  id: string,
  outcome: string,
  error: string | null,
  retryInSeconds: number,
): Promise<void> {
  await database.raw('select settle_outbox(?::uuid, ?, ?, ?)', [id, outcome, error, retryInSeconds]);
}
