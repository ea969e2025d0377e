import { Model } from 'objection';

/** A wish to be erased, and how far it has come. */
export class Erasure extends Model {
  static override tableName = 'erasures';

  declare id: string;
  declare organisation_id: string;
  declare user_id: string;
  /** Themselves, a parent or a superadmin. */
  declare requested_by: string;
  declare status: 'waiting' | 'erasing' | 'erased' | 'cancelled';
  declare requested_at: Date;
  /** Until then it can be taken back. */
  declare due_at: Date;
  declare finished_at: Date | null;
  declare farewell_mail_id: string | null;
}
