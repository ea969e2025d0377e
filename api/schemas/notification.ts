import { Type } from 'typebox';
import { notificationKinds, parametersOf } from '#domain/notifications/notification-kinds.ts';
import type { NotificationKind } from '#domain/notifications/notification-kinds.ts';
import { PageQuery, SuccessOf } from './envelope.ts';
import { Nullable, Time, Uuid } from './fields.ts';

export const NotificationKindName = Type.Enum([...notificationKinds]);

const told = <Kind extends NotificationKind>(kind: Kind) =>
  Type.Object({
    id: Uuid,
    kind: Type.Literal(kind),
    parameters: parametersOf(kind),
    actor: Nullable(Type.Object({ id: Uuid, name: Type.String(), picture_url: Nullable(Type.String()) })),
    created_at: Time,
    read_at: Nullable(Time),
  });

/** Something that one was told: a kind and its parameters; the words are the reader's language's. */
export const Notification = Type.Union([
  told('comment'),
  told('override'),
  told('regrade'),
  told('due_soon'),
  told('process'),
]);

export const NotificationQuery = Type.Object({
  ...PageQuery.properties,
  unread: Type.Optional(Type.Boolean({ description: 'Only what is not read' })),
});

export const NotificationList = SuccessOf(
  Type.Object({
    count: Type.Integer({ minimum: 0 }),
    next: Nullable(Type.String()),
    previous: Nullable(Type.String()),
    results: Type.Array(Notification),
    unread: Type.Integer({ minimum: 0, description: 'On all pages together' }),
    newest_at: Nullable(Time),
  }),
);

export const ReadBody = Type.Object(
  {
    ids: Type.Optional(Type.Array(Uuid, { minItems: 1, maxItems: 100 })),
    until: Type.Optional(Time),
  },
  { description: 'These, or all that came until a time: one of the two.' },
);

export const Unread = SuccessOf(Type.Object({ unread: Type.Integer({ minimum: 0 }) }));

const Preference = Type.Object({ kind: NotificationKindName, panel: Type.Boolean(), mail: Type.Boolean() });

export const Preferences = Type.Object({
  preferences: Type.Array(Preference, { maxItems: notificationKinds.length }),
});

export const UnsubscribeToken = Type.Object({
  token: Type.String({ minLength: 20, maxLength: 200, pattern: '^[A-Za-z0-9_-]+$' }),
});

export const Unsubscription = Type.Object({
  kind: NotificationKindName,
  mail: Type.Boolean({ description: 'Whether such things are mailed still' }),
});
