import { Model } from 'objection';

/** One mail to one person. Once sent or refused it stays as it is. */
export class Mail extends Model {
  static override tableName = 'mails';
  static override jsonAttributes = ['parameters'];

  declare id: string;
  declare organisation_id: string;
  declare user_id: string | null;
  declare recipient: string;
  /** Whose words or name it holds beside the reader's own. */
  declare written_by: string | null;
  declare template:
    | 'welcome'
    | 'verify_email'
    | 'reset_password'
    | 'password_changed'
    | 'invitation'
    | 'submission_commented'
    | 'account_exists'
    | 'export_ready'
    | 'erasure_requested'
    | 'erasure_done'
    | 'result_overridden'
    | 'result_changed'
    | 'exercise_due'
    | 'process_needs_person';
  declare parameters: Record<string, string>;
  declare status: 'queued' | 'sent' | 'refused' | 'cancelled';
  declare refusal: string | null;
  declare refused_at: Date | null;
  /** A try is handing it over since then; null when none is. */
  declare sending_since: Date | null;
  declare created_at: Date;
  declare sent_at: Date | null;
}
