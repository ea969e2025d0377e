import type { ProcessDefinition } from '../processes/define-process.ts';
import type { WebhookProvider } from './outside-event.ts';

/** A type of event that a kind of process wants to hear of. */
export type WebhookSubscription = {
  provider: WebhookProvider;
  type: string;
  /** Whose process is told, by the signal `outside_event`: the one that the event names. */
  process: ProcessDefinition;
  /** What becomes of an event whose process has ended: nothing is missed, or a person has to look at it. */
  whenEnded: 'ignored' | 'undeliverable';
};

/** Every event that is listened to; of all others only that they came is kept. A process that wants to hear of something has its line here. */
export const webhookSubscriptions: readonly WebhookSubscription[] = [];

/** Who listens to an event; undefined: nobody. */
export const subscriptionTo = (
  subscriptions: readonly WebhookSubscription[],
  event: { provider: WebhookProvider; type: string },
): WebhookSubscription | undefined =>
  subscriptions.find(({ provider, type }) => provider === event.provider && type === event.type);
