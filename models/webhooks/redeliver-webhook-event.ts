import type { Knex } from 'knex';
import type { WebhookSubscription } from '#domain/webhooks/subscriptions.ts';
import { reviveDeadLetters } from '../processes/repair-process.ts';
import { deliverWebhookEvent } from './deliver-webhook-event.ts';
import { WebhookEvent } from './webhook-event.ts';

/**
 * Delivers an event again at once that could not be delivered or waits, in the caller's transaction; its scope may be another one afterwards, the process's.
 * @param trx in the scope of the event
 * @returns the outbox rows to dispatch; undefined when it is delivered, on its way or ignored, or there is no such event
 */
export async function redeliverWebhookEvent(
  trx: Knex.Transaction,
  id: string,
  subscriptions: readonly WebhookSubscription[],
): Promise<string[] | undefined> {
  const event = await WebhookEvent.query(trx).findById(id).forUpdate();
  if (!event) return undefined;
  if (event.fault_code === 'refused_by_temporal' && event.workflow_id !== null && event.outbox_id !== null) {
    const revived = await reviveDeadLetters(trx, event.workflow_id, event.outbox_id);
    if (revived.length > 0) return revived;
  }
  const waits = event.state === 'received' && event.outbox_id === null;
  if (event.state !== 'undeliverable' && !waits) return undefined;
  await WebhookEvent.query(trx)
    .findById(id)
    .patch({ state: 'received', attempts: 0, fault_code: null, fault: null, outbox_id: null });
  const outboxId = await deliverWebhookEvent(trx, event, subscriptions);
  return outboxId === undefined ? [] : [outboxId];
}
