import type { Knex } from 'knex';
import type { WebhookProvider } from '#domain/webhooks/outside-event.ts';
import { subscriptionTo } from '#domain/webhooks/subscriptions.ts';
import type { WebhookSubscription } from '#domain/webhooks/subscriptions.ts';
import { setScope } from '../database/in-organisation.ts';
import { signalOrStartProcess } from '../processes/begin-process.ts';
import { Process } from '../processes/process.ts';
import type { WebhookEvent } from './webhook-event.ts';

/** A process books what an object of its is called outside a moment after it made it; while its provider is away that may take a day. A fault of ours is mended by then. */
const longestWaitMilliseconds = 24 * 3_600_000;
const firstRestSeconds = 5;
const longestRestSeconds = 600;

export type DueEvent = { id: string; provider: WebhookProvider; type: string };

type Resolved = {
  organisation_id: string | null;
  /** null: no process is found. */
  workflow_id: string | null;
  attempts: number;
  received_at: Date;
};
type Change = Partial<Pick<WebhookEvent, 'state' | 'fault_code' | 'fault' | 'outbox_id'>>;

/**
 * Delivers one waiting event, in the caller's transaction, whose scope is the process's afterwards: the process that it names is told of it by the
 * outbox, and started where Temporal does not run it. An event that names nothing we know waits, at most a day; then a person has to look.
 * @returns the id of the outbox row, for the dispatcher after the commit; undefined when there is nothing to tell
 */
export async function deliverWebhookEvent(
  trx: Knex.Transaction,
  event: DueEvent,
  subscriptions: readonly WebhookSubscription[],
): Promise<string | undefined> {
  const subscription = subscriptionTo(subscriptions, event);
  const { rows } = await trx.raw<{ rows: Resolved[] }>('select * from resolve_webhook_event(?, ?)', [
    event.id,
    subscription?.process.kind ?? '',
  ]);
  const resolved = rows[0];
  if (!resolved) return undefined;
  await setScope(trx, resolved.organisation_id);
  const change = (changes: Change, restSeconds = 0) =>
    trx('webhook_events')
      .where({ id: event.id })
      .update({ ...changes, next_attempt_at: trx.raw(`now() + ? * interval '1 second'`, [restSeconds]) });
  if (!subscription) {
    await change({ state: 'undeliverable', fault_code: 'not_subscribed' });
    return undefined;
  }
  if (resolved.workflow_id === null) {
    await change({ state: stateAfter(resolved), fault_code: 'object_unknown' }, restAfter(resolved.attempts));
    return undefined;
  }
  const process = await Process.query(trx).findById(resolved.workflow_id).throwIfNotFound();
  if (process.finished_at) {
    await change({ state: subscription.whenEnded, fault_code: 'process_ended' });
    return undefined;
  }
  const outboxId = await signalOrStartProcess(trx, {
    process,
    definition: subscription.process,
    name: 'outside_event',
    argument: { webhookEventId: event.id, provider: event.provider, type: event.type },
  });
  await change({ outbox_id: outboxId, fault_code: null, fault: null });
  return outboxId;
}

/** Of an event that could not be delivered this time. */
const stateAfter = ({ received_at: receivedAt }: Resolved): 'received' | 'undeliverable' =>
  Date.now() - receivedAt.getTime() > longestWaitMilliseconds ? 'undeliverable' : 'received';

const restAfter = (attempts: number): number =>
  Math.min(firstRestSeconds * 2 ** Math.min(attempts - 1, 20), longestRestSeconds);

export type DeliveryReport = {
  looked: number;
  /** Put into the outbox. */
  outboxIds: string[];
  /** A fault of ours; the event waits for the next pass and says so. */
  failures: { id: string; error: unknown }[];
};

const atOnce = 100;

/**
 * Delivers every event that is due, each in a transaction of its own: one that fails keeps no other from being delivered. Safe to repeat and to
 * run side by side.
 * @param database a pool of the application's role
 */
export async function deliverDueWebhookEvents(
  database: Knex,
  subscriptions: readonly WebhookSubscription[],
): Promise<DeliveryReport> {
  const report: DeliveryReport = { looked: 0, outboxIds: [], failures: [] };
  for (;;) {
    const { rows } = await database.raw<{ rows: DueEvent[] }>('select * from due_webhook_events(?)', [
      atOnce,
    ]);
    let noted = true;
    for (const event of rows) {
      try {
        const outboxId = await database.transaction((trx) => deliverWebhookEvent(trx, event, subscriptions));
        if (outboxId !== undefined) report.outboxIds.push(outboxId);
      } catch (error) {
        report.failures.push({ id: event.id, error });
        await database
          .transaction((trx) => noteFailedDelivery(trx, event, error))
          .catch((unnoted: unknown) => {
            noted = false;
            report.failures.push({ id: event.id, error: unnoted });
          });
      }
    }
    report.looked += rows.length;
    // What could not be noted is due still: it would be found again and again.
    if (rows.length < atOnce || !noted) return report;
  }
}

const maxFaultLength = 500;

/** Lets an event rest whose delivery failed by a fault of ours, and says so where people look; after a day it is for a person. */
export async function noteFailedDelivery(
  trx: Knex.Transaction,
  event: DueEvent,
  failure: unknown,
): Promise<void> {
  // Of no kind: whose it is, where nobody knows, is found out when it is delivered.
  const { rows } = await trx.raw<{ rows: Resolved[] }>('select * from resolve_webhook_event(?, ?)', [
    event.id,
    '',
  ]);
  const resolved = rows[0];
  if (!resolved) return;
  await setScope(trx, resolved.organisation_id);
  const said = failure instanceof Error ? failure.message : String(failure);
  await trx('webhook_events')
    .where({ id: event.id })
    .update({
      state: stateAfter(resolved),
      fault_code: 'delivery_failed',
      fault: said.replaceAll('\0', '').slice(0, maxFaultLength),
      next_attempt_at: trx.raw(`now() + ? * interval '1 second'`, [restAfter(resolved.attempts)]),
    });
}
