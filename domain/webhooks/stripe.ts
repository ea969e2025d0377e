import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { isPlain, momentOf, namesOf } from './outside-event.ts';
import type { OutsideEvent } from './outside-event.ts';

const Related = Type.Object({ id: Type.Optional(Type.String()) });

/** What is read of Stripe's events, snapshots and thin ones alike (https://docs.stripe.com/event-destinations). */
const StripeEvent = Type.Object({
  id: Type.String(),
  type: Type.String(),
  created: Type.Union([Type.Number(), Type.String()]),
  data: Type.Optional(Type.Object({ object: Type.Optional(Type.Record(Type.String(), Type.Unknown())) })),
  related_object: Type.Optional(Type.Union([Related, Type.Null()])),
});

/** Whoever makes an object at Stripe for a process writes the process's workflow id under this key of its metadata. */
export const stripeProcessKey = 'waymark_process';

/** Fields in which an object names another one that a process may know it by. */
const others = ['payment_intent', 'setup_intent', 'subscription', 'charge', 'invoice'] as const;

/**
 * Reads an event of Stripe's.
 * @returns null when it is none
 */
export function describeStripeEvent(body: unknown): OutsideEvent | null {
  if (!Value.Check(StripeEvent, body) || !isPlain(body.id) || !isPlain(body.type)) return null;
  const object = body.data?.object ?? {};
  const metadata = object.metadata as Record<string, unknown> | null | undefined;
  return {
    id: body.id,
    type: body.type,
    names: namesOf([
      metadata?.[stripeProcessKey],
      object.id,
      ...others.map((name) => object[name]),
      body.related_object?.id,
    ]),
    happenedAt: momentOf(body.created),
  };
}
