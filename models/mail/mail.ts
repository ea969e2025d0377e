import { Model } from 'objection';

/** One mail to one person. Once sent or refused it stays as it is. */
export class Mail extends Model {
  static override tableName = 'mails';
  static override jsonAttributes = ['parameters'];

  declare id: string;
  declare organisation_id: string;
  declare user_id: string | null;
  declare recipient: string;
  declare template:
    | 'welcome'
    | 'verify_email'
    | 'reset_password'
    | 'password_changed'
    | 'invitation'
    | 'submission_commented';
  declare parameters: Record<string, string>;
  declare status: 'queued' | 'sent' | 'refused';
  declare refusal: string | null;
  declare refused_at: Date | null;
  declare waiting_for: string | null;
  declare last_fault: string | null;
  declare fault_count: number;
  declare created_at: Date;
  declare sent_at: Date | null;
}
