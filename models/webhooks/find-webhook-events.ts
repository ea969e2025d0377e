import type { Knex } from 'knex';
import type { WebhookProvider } from '#domain/webhooks/outside-event.ts';
import type { WebhookEvent, WebhookEventState } from './webhook-event.ts';

/** An event without its body: that is the provider's, and may hold secrets of the one it is about. */
export type WebhookEventRow = Omit<WebhookEvent, 'body' | 'body_hash' | 'refers_to'>;

export type WebhookEventFilter = {
  /** Events older than this one. */
  before?: string | undefined;
  limit: number;
  state?: WebhookEventState | undefined;
  provider?: WebhookProvider | undefined;
  /** The scope is the platform's own: what belongs to no organisation, or not yet. */
  platform: boolean;
};

const columns = [
  ...[
    'id',
    'provider',
    'event_id',
    'type',
    'organisation_id',
    'workflow_id',
    'outbox_id',
    'state',
    'attempts',
  ],
  ...['fault_code', 'fault', 'occurred_at', 'received_at', 'next_attempt_at', 'delivered_at'],
];

/** Providers' events of the scope, the newest first. */
export async function findWebhookEvents(
  trx: Knex.Transaction,
  { before, limit, state, provider, platform }: WebhookEventFilter,
): Promise<WebhookEventRow[]> {
  const page = trx('webhook_events').select<WebhookEventRow[]>(columns);
  // The policy says so too; said here, the index that fits the order is used.
  void (platform
    ? page.whereNull('organisation_id')
    : page.whereRaw('organisation_id = (select current_organisation_id())'));
  if (before !== undefined) void page.where('id', '<', before);
  if (state !== undefined) void page.where({ state });
  if (provider !== undefined) void page.where({ provider });
  return page.orderBy('id', 'desc').limit(limit);
}

/** One event of the scope. */
export async function findWebhookEvent(
  trx: Knex.Transaction,
  id: string,
): Promise<WebhookEventRow | undefined> {
  return trx('webhook_events').select(columns).where({ id }).first<WebhookEventRow | undefined>();
}
