import type { Knex } from 'knex';
import { sendMailProcess } from '#domain/processes/send-mail.ts';
import { beginProcess } from './begin-process.ts';

/** What each template needs. `sealedToken` comes from `sealSecret` (temporal/sealed-secret.ts): a link's secret is never stored in plain text. */
export type MailParameters = {
  welcome: { name: string };
  verify_email: { name: string; sealedToken: string };
  reset_password: { name: string; sealedToken: string };
  /** `changedAt` is ISO 8601. */
  password_changed: { name: string; changedAt: string };
  invitation: { organisationName: string; inviterName: string; role: string; sealedToken: string };
  submission_commented: {
    name: string;
    authorName: string;
    exerciseTitle: string;
    submissionId: string;
    excerpt: string;
  };
  /** `whose`: of the reader, or of their child, who is not named, so that nothing is left to erase here. */
  export_ready: { name: string; whose: Whose; expiresAt: string };
  /** When it was asked for, and again as a reminder. */
  erasure_requested: { name: string; whose: Whose; dueAt: string };
  erasure_done: { whose: Whose };
};

export type Whose = 'own' | 'child';

export type MailTemplate = keyof MailParameters;

export type MailWish = {
  [Template in MailTemplate]: {
    organisationId: string;
    userId: string | null;
    recipient: string;
    template: Template;
    parameters: MailParameters[Template];
  };
}[MailTemplate];

/**
 * Begins one mail: its row and its process, in the caller's transaction and organisation scope.
 * @returns the id of the outbox row; hand it to `app.outbox.dispatch` after the commit
 */
export async function beginMail(trx: Knex.Transaction, mail: MailWish): Promise<string> {
  const [row] = await trx('mails')
    .insert({
      organisation_id: mail.organisationId,
      user_id: mail.userId,
      recipient: mail.recipient,
      template: mail.template,
      parameters: JSON.stringify(mail.parameters),
    })
    .returning<{ id: string }[]>('id');
  return beginProcess(trx, sendMailProcess, {
    organisationId: mail.organisationId,
    userId: mail.userId,
    subject: { type: 'mail', id: row!.id },
    input: { organisationId: mail.organisationId, mailId: row!.id },
  });
}
