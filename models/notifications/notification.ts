import { Model } from 'objection';
import type { NotificationKind } from '#domain/notifications/notification-kinds.ts';

/** One thing that one person is told, once. */
export class Notification extends Model {
  static override tableName = 'notifications';
  static override jsonAttributes = ['parameters'];

  declare id: string;
  /** The id that its mail has, if it is mailed: so there is one mail of it, with one Message-ID. */
  declare mail_id: string;
  declare organisation_id: string;
  /** Who is told. */
  declare user_id: string;
  /** Who caused it; null when nobody did. */
  declare actor_id: string | null;
  declare kind: NotificationKind;
  /** What it tells of: of one thing a person is told once. */
  declare key: string;
  /** By the schema of its kind. */
  declare parameters: Record<string, unknown>;
  declare status: 'queued' | 'shown' | 'mailed' | 'settled' | 'cancelled';
  declare created_at: Date;
  /** In the panel since then; null: not there. */
  declare visible_at: Date | null;
  declare read_at: Date | null;
  /** It may be read in the panel until then, and is not mailed. */
  declare mail_after: Date | null;
}
