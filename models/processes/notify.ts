import type { Knex } from 'knex';
import { Value } from 'typebox/value';
import { notificationKind } from '#domain/notifications/notification-kinds.ts';
import type { NotificationKind, NotificationParameters } from '#domain/notifications/notification-kinds.ts';
import { notifyProcess } from '#domain/processes/notify.ts';
import { beginProcess } from './begin-process.ts';

export type NotificationWish = {
  [Kind in NotificationKind]: {
    organisationId: string;
    /** Who is told. */
    userId: string;
    /** Who caused it; whose words are in it go when that person is erased. */
    actorId: string | null;
    kind: Kind;
    /** What it tells of, begun with the kind: a person is told of it once, however often this is called. */
    key: `${Kind}:${string}`;
    parameters: NotificationParameters[Kind];
  };
}[NotificationKind];

/**
 * Begins to tell a person of something: its row and its process, in the caller's transaction and organisation scope.
 * @returns the outbox rows to dispatch; none when they were told before, or are no active member
 * @throws TypeError for parameters that the kind has not
 */
export async function beginNotification(trx: Knex.Transaction, wish: NotificationWish): Promise<string[]> {
  const { organisationId, userId, actorId, kind, key, parameters } = wish;
  if (!Value.Check(notificationKind(kind).parameters, parameters))
    throw new TypeError(`These are no parameters of a notification of the kind “${kind}”.`);
  // The lock: whoever leaves at this moment is told before, and what they were told goes with them, or is not told any more.
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `insert into notifications (organisation_id, user_id, actor_id, kind, key, parameters)
     select organisation_id, user_id, :actorId, :kind, :key, :parameters::jsonb from memberships
     where organisation_id = :organisationId and user_id = :userId and status = 'active' for key share
     on conflict (organisation_id, key, user_id) do nothing returning id`,
    { organisationId, userId, actorId, kind, key, parameters: JSON.stringify(parameters) },
  );
  if (!rows[0]) return [];
  const notificationId = rows[0].id;
  const outboxId = await beginProcess(trx, notifyProcess, {
    organisationId,
    userId,
    subject: { type: 'notification', id: notificationId },
    input: { organisationId, notificationId },
  });
  return [outboxId];
}
