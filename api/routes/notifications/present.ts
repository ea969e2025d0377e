import type { Static } from 'typebox';
import type { NotificationRow } from '#models/notifications/find-notifications.ts';
import { pictureUrl } from '#api/picture-url.ts';
import type { Notification } from '#api/schemas/notification.ts';

/** What a person was told, as they read it. */
export function presentNotification(row: NotificationRow): Static<typeof Notification> {
  const { actor_id: id, actor_name: name, actor_picture_hash: picture_hash } = row;
  return {
    id: row.id,
    kind: row.kind,
    parameters: row.parameters,
    actor: id === null ? null : { id, name: name ?? '', picture_url: pictureUrl({ id, picture_hash }) },
    created_at: row.visible_at.toISOString(),
    read_at: row.read_at?.toISOString() ?? null,
    // Kind and parameters were checked together when it was begun.
  } as Static<typeof Notification>;
}
