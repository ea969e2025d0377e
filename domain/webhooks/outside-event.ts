/** Who tells us of things by webhooks. */
export const webhookProviders = ['stripe', 'github', 'slack'] as const;

export type WebhookProvider = (typeof webhookProviders)[number];

/** What a provider's event says about itself, before anybody knows whose it is. */
export type OutsideEvent = {
  /** The provider's id of it: the same however often it is sent. */
  id: string;
  /** As subscriptions name it: `payment_intent.succeeded`, `pull_request.opened`. */
  type: string;
  /** What the outside objects that it is about are called, the closest first (`process_references`). */
  names: string[];
  /** By the provider's clock, where it says. */
  happenedAt: Date | null;
};

const maxNames = 20;
/** Ids and types of all three are printable ASCII, far below this length. */
const plain = /^[\x21-\x7e]{1,200}$/;

/** Whether a text is an id, type or name as providers write them. */
export const isPlain = (text: unknown): text is string => typeof text === 'string' && plain.test(text);

/**
 * When something happened, as a provider writes it.
 * @param written seconds since 1970 or ISO 8601
 * @returns null for what is no moment, or none that a date can hold
 */
export function momentOf(written: number | string | undefined): Date | null {
  if (written === undefined) return null;
  const moment = new Date(typeof written === 'number' ? written * 1000 : written);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** Those that are names, each once, at most twenty. */
export const namesOf = (candidates: readonly unknown[]): string[] =>
  [...new Set(candidates.filter(isPlain))].slice(0, maxNames);
