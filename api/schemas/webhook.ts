import { Type } from 'typebox';
import { webhookProviders } from '#domain/webhooks/outside-event.ts';
import { webhookEventStates, webhookFaultCodes } from '#models/webhooks/webhook-event.ts';
import { Nullable, Time, Uuid } from './fields.ts';
import { ProcessScope } from './process.ts';

export const WebhookEventQuery = Type.Object({
  ...ProcessScope,
  cursor: Type.Optional(Uuid),
  page_size: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
  state: Type.Optional(Type.Enum([...webhookEventStates])),
  provider: Type.Optional(Type.Enum([...webhookProviders])),
});

export const WebhookEventSummary = Type.Object({
  id: Uuid,
  provider: Type.Enum([...webhookProviders]),
  event_id: Type.String({ description: 'The provider’s id of it' }),
  type: Type.String({ description: 'For example payment_intent.succeeded' }),
  state: Type.Enum([...webhookEventStates], {
    description: 'received: on its way to its process, or waits for one that it names',
  }),
  fault_code: Nullable(
    Type.Enum([...webhookFaultCodes], { description: 'Why it waits or cannot be delivered' }),
  ),
  fault: Nullable(Type.String()),
  attempts: Type.Integer(),
  organisation_id: Nullable(Uuid),
  workflow_id: Nullable(Type.String({ description: 'Whose event it is' })),
  occurred_at: Nullable(Time),
  received_at: Time,
  next_attempt_at: Nullable(Time),
  delivered_at: Nullable(Time),
});

export const WebhookEventPage = Type.Object({
  next: Nullable(Type.String({ description: 'The URL of the next page' })),
  results: Type.Array(WebhookEventSummary),
});
