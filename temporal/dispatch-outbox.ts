import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { deliver } from './deliver.ts';
import type { OutboxRow } from './outbox-row.ts';

/** A message that Temporal refused this often for what it is goes to the dead letters; a person sees it in the list of processes. */
export const refusalsBeforeDead = 5;

const maxWaitSeconds = 60;
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
  await settle(database, row.id, settlementOf(row, delivery.outcome), delivery);
  return delivery.outcome;
}

type Outcome = Awaited<ReturnType<typeof deliver>>['outcome'];

/** What becomes of a message, and how long it rests when it is tried again. Time for which Temporal was away uses up none of its refusals. */
function settlementOf(row: OutboxRow, outcome: Outcome): { status: string; retryInSeconds: number } {
  switch (outcome) {
    case 'delivered':
    case 'obsolete':
      return { status: outcome, retryInSeconds: 0 };
    case 'unavailable':
      return { status: 'pending', retryInSeconds: unavailableWaitSeconds };
    case 'refused': {
      const refusals = row.refusals + 1;
      if (refusals >= refusalsBeforeDead) return { status: 'dead', retryInSeconds: 0 };
      return { status: 'pending', retryInSeconds: Math.min(2 ** refusals, maxWaitSeconds) };
    }
  }
}

async function settle(
  database: Knex,
  id: string,
  { status, retryInSeconds }: { status: string; retryInSeconds: number },
  delivery: Awaited<ReturnType<typeof deliver>>,
): Promise<void> {
  const error = 'error' in delivery ? delivery.error : null;
  const refused = delivery.outcome === 'refused';
  await database.raw('select settle_outbox(?::uuid, ?, ?, ?, ?)', [
    id,
    status,
    error,
    retryInSeconds,
    refused,
  ]);
}
