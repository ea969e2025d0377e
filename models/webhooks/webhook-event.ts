import { Model } from 'objection';
import type { WebhookProvider } from '#domain/webhooks/outside-event.ts';

/** Where an event is. `received`: it is on its way to its process, or waits for one that it names. */
export const webhookEventStates = ['received', 'delivered', 'ignored', 'undeliverable'] as const;

export type WebhookEventState = (typeof webhookEventStates)[number];

/**
 * Why an event waits or cannot be delivered:
 * - `object_unknown`: no process is known by any of its names, yet or at all
 * - `process_closed`: Temporal had closed the process when it was told
 * - `process_ended`: it came after the end, which its subscription does not expect
 * - `refused_by_temporal`: a dead letter
 * - `not_subscribed`: nobody listens to its type any more
 * - `delivery_failed`: a fault of ours
 */
export const webhookFaultCodes = [
  'object_unknown',
  'process_closed',
  'process_ended',
  'refused_by_temporal',
  'not_subscribed',
  'delivery_failed',
] as const;

export type WebhookFaultCode = (typeof webhookFaultCodes)[number];

/** One event that a provider told us of. */
export class WebhookEvent extends Model {
  static override tableName = 'webhook_events';

  declare id: string;
  declare provider: WebhookProvider;
  /** The provider's. */
  declare event_id: string;
  declare type: string;
  declare refers_to: string[];
  declare body_hash: Buffer;
  /** As it was signed: its numbers have every digit. Null when nobody subscribes to its type. */
  declare body: string | null;
  /** null until it is known whose it is. */
  declare organisation_id: string | null;
  declare workflow_id: string | null;
  declare outbox_id: string | null;
  declare state: WebhookEventState;
  declare attempts: number;
  declare fault_code: WebhookFaultCode | null;
  declare fault: string | null;
  declare occurred_at: Date | null;
  declare received_at: Date;
  declare next_attempt_at: Date;
  declare delivered_at: Date | null;
}
