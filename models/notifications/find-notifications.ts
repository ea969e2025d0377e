import type { Knex } from 'knex';
import type { NotificationKind } from '#domain/notifications/notification-kinds.ts';

export type NotificationRow = {
  id: string;
  kind: NotificationKind;
  parameters: Record<string, unknown>;
  visible_at: Date;
  read_at: Date | null;
  actor_id: string | null;
  actor_name: string | null;
  actor_picture_hash: string | null;
};

const inPanel = (trx: Knex.Transaction, userId: string): Knex.QueryBuilder =>
  trx('notifications').where({ 'notifications.user_id': userId }).whereNotNull('visible_at');

/** One page of what a person was told in the panel, the newest first. */
export async function findNotifications(
  trx: Knex.Transaction,
  filter: { userId: string; unread?: boolean; page: number; pageSize: number },
): Promise<{ count: number; rows: NotificationRow[] }> {
  const matching = inPanel(trx, filter.userId);
  if (filter.unread) matching.whereNull('read_at');
  const [counted] = await matching.clone().count<{ count: string }[]>();
  const rows = await matching
    .leftJoin('users', 'users.id', 'actor_id')
    .select<NotificationRow[]>(
      'notifications.id',
      'kind',
      'parameters',
      'visible_at',
      'read_at',
      'actor_id',
      'users.name as actor_name',
      'users.picture_hash as actor_picture_hash',
    )
    .orderBy([
      { column: 'visible_at', order: 'desc' },
      { column: 'notifications.id', order: 'desc' },
    ])
    .limit(filter.pageSize)
    .offset((filter.page - 1) * filter.pageSize);
  return { count: Number(counted!.count), rows };
}

/** The statement that counts what a person was told and has not read, to be asked by itself or within another one. */
export const unreadOf = (trx: Knex.Transaction, userId: string): Knex.QueryBuilder =>
  inPanel(trx, userId).whereNull('read_at').count();

/** How many things a person was told and has not read. */
export async function countUnread(trx: Knex.Transaction, userId: string): Promise<number> {
  const row = await trx.select<{ unread: string }[]>(unreadOf(trx, userId).as('unread')).first();
  return Number(row!.unread);
}

/** What a panel follows: how many are unread, and when the newest came; null: none ever did. */
export async function findPanelState(
  trx: Knex.Transaction,
  userId: string,
): Promise<{ unread: number; newestAt: Date | null }> {
  const row = await trx
    .select<{ unread: string; newest_at: Date | null }[]>(
      unreadOf(trx, userId).as('unread'),
      inPanel(trx, userId).max('visible_at').as('newest_at'),
    )
    .first();
  return { unread: Number(row!.unread), newestAt: row!.newest_at };
}

/** Whether something is in a person's panel. */
export async function isShown(trx: Knex.Transaction, userId: string, id: string): Promise<boolean> {
  return (await inPanel(trx, userId).where('notifications.id', id).first('id')) !== undefined;
}
