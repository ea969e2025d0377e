import { Model } from 'objection';
import type { Knex } from 'knex';
import { notificationChannels, notificationKind } from '#domain/notifications/notification-kinds.ts';
import type { NotificationChannel, NotificationKind } from '#domain/notifications/notification-kinds.ts';

/** How a member wants to be told of something, where that is not as the kind says. */
export class NotificationPreference extends Model {
  static override tableName = 'notification_preferences';
  static override idColumn = ['organisation_id', 'user_id', 'kind', 'channel'];

  declare organisation_id: string;
  declare user_id: string;
  declare kind: NotificationKind;
  declare channel: NotificationChannel;
  declare wanted: boolean;
  declare changed_at: Date;
}

export type WantedChannels = Record<NotificationChannel, boolean>;

/**
 * How a person wants to be told of some kinds of things, in their order.
 * @param trx in the organisation's scope
 */
export async function findPreferences(
  trx: Knex.Transaction,
  userId: string,
  kinds: readonly NotificationKind[],
): Promise<({ kind: NotificationKind } & WantedChannels)[]> {
  const chosen = await NotificationPreference.query(trx)
    .where({ user_id: userId })
    .whereIn('kind', [...kinds]);
  const wanted = (kind: NotificationKind, channel: NotificationChannel): boolean =>
    chosen.find((one) => one.kind === kind && one.channel === channel)?.wanted ??
    notificationKind(kind).wanted[channel];
  return kinds.map((kind) => ({ kind, panel: wanted(kind, 'panel'), mail: wanted(kind, 'mail') }));
}

/**
 * Keeps how a member wants to be told; what is not named stays, and of a kind that is named twice the later wish counts.
 * @param trx in the organisation's scope
 */
export async function savePreferences(
  trx: Knex.Transaction,
  of: { organisationId: string; userId: string },
  wishes: readonly ({ kind: NotificationKind } & Partial<WantedChannels>)[],
): Promise<void> {
  const merged = new Map<NotificationKind, (typeof wishes)[number]>();
  for (const wish of wishes) merged.set(wish.kind, { ...merged.get(wish.kind), ...wish });
  const rows = [...merged.values()].flatMap((wish) =>
    notificationChannels.flatMap((channel) =>
      wish[channel] === undefined
        ? []
        : [
            {
              organisation_id: of.organisationId,
              user_id: of.userId,
              kind: wish.kind,
              channel,
              wanted: wish[channel],
              changed_at: trx.fn.now(),
            },
          ],
    ),
  );
  if (rows.length === 0) return;
  await trx('notification_preferences')
    .insert(rows)
    .onConflict(['organisation_id', 'user_id', 'kind', 'channel'])
    .merge(['wanted', 'changed_at']);
}
