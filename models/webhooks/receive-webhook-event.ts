import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { OutsideEvent, WebhookProvider } from '#domain/webhooks/outside-event.ts';
import { subscriptionTo } from '#domain/webhooks/subscriptions.ts';
import type { WebhookSubscription } from '#domain/webhooks/subscriptions.ts';
import { deliverWebhookEvent, noteFailedDelivery } from './deliver-webhook-event.ts';

export type Reception = {
  /** Had come before: nothing was done. */
  isDuplicate: boolean;
  /** For the dispatcher. */
  outboxId: string | undefined;
  /** What kept it from being delivered at once, by a fault of ours; it is kept and tried again. */
  failure: unknown;
};

/**
 * Takes an event whose signature was verified, once however often it is sent: kept and passed on to its process in one transaction.
 * @param database a pool of the application's role; no scope is needed
 * @param received.body as it was signed
 * @throws what the database throws; nothing is kept then, and the provider must be asked to send it again
 */
export async function receiveWebhookEvent(
  database: Knex,
  received: { provider: WebhookProvider; event: OutsideEvent; body: Buffer },
  subscriptions: readonly WebhookSubscription[],
): Promise<Reception> {
  const { provider, event, body } = received;
  const { type } = event;
  const isWanted = subscriptionTo(subscriptions, { provider, type }) !== undefined;
  return database.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string | null }[] }>(
      'select receive_webhook_event(:provider, :id, :type, :names::text[], :hash, :happenedAt::timestamptz, :isWanted, :body) as id',
      {
        ...{ provider, type, isWanted },
        ...{ id: event.id, names: event.names, happenedAt: event.happenedAt },
        hash: createHash('sha256').update(body).digest(),
        body: isWanted ? body.toString('utf8') : null,
      },
    );
    const id = rows[0]?.id ?? null;
    if (id === null || !isWanted)
      return { isDuplicate: id === null, outboxId: undefined, failure: undefined };
    const due = { id, provider, type };
    try {
      // What fails here is undone by itself; that it came stays.
      const outboxId = await trx.transaction((savepoint) =>
        deliverWebhookEvent(savepoint, due, subscriptions),
      );
      return { isDuplicate: false, outboxId, failure: undefined };
    } catch (failure) {
      await noteFailedDelivery(trx, due, failure);
      return { isDuplicate: false, outboxId: undefined, failure };
    }
  });
}
