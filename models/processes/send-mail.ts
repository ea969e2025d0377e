import type { Knex } from 'knex';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { sendMailProcess } from '#domain/processes/send-mail.ts';
import { beginProcess } from './begin-process.ts';
import { moveProcess } from './move-process.ts';

/** What each template needs: codes, names and times, which are worded in the reader's language when it is sent. `sealedToken` comes from `sealSecret` (temporal/sealed-secret.ts): a link's secret is never stored in plain text. */
export type MailParameters = {
  welcome: { name: string };
  verify_email: { name: string; sealedToken: string };
  reset_password: { name: string; sealedToken: string };
  /** `changedAt` is ISO 8601. */
  password_changed: { name: string; changedAt: string };
  invitation: { organisationName: string; inviterName: string; role: string; sealedToken: string };
  account_exists: { name: string };
  submission_commented: {
    name: string;
    /** Nobody's, where nobody wrote it. */
    authorName?: string;
    exerciseTitle: string;
    submissionId: string;
    excerpt: string;
  };
  /** `whose`: of the reader, or of their child, who is not named, so that nothing is left to erase here. */
  export_ready: { name: string; whose: Whose; expiresAt: string };
  /** When it was asked for, and again as a reminder. */
  erasure_requested: { name: string; whose: Whose; dueAt: string };
  /** `language`: the reader's, whose account no longer tells it. */
  erasure_done: { whose: Whose; language?: string };
  result_overridden: { name: string; exerciseTitle: string; submissionId: string };
  result_changed: { name: string; exerciseTitle: string; submissionId: string };
  exercise_due: { name: string; exerciseTitle: string; exerciseSlug: string; dueAt: string };
  process_needs_person: { name: string; workflowId: string };
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
    /** Whose words it holds, or whose name beside the reader's own: they go when that person is erased. */
    writtenBy?: string;
    /** The id it gets, for what has one of its own and is mailed once: a second mail with it is refused by the database. */
    id?: string;
  };
}[MailTemplate];

export type BegunMail = { mailId: string; outboxId: string };

/**
 * Begins one mail: its row and its process, in the caller's transaction and organisation scope.
 * @returns the mail's id, and the outbox row's; hand that to `app.outbox.dispatch` after the commit
 */
export const beginMail = (trx: Knex.Transaction, mail: MailWish): Promise<BegunMail> =>
  begin(trx, mail, null);

/**
 * Does all that `beginMail` does for a mail that must not be sent, so that whoever asked for it cannot tell from the work that there is none
 * (ACC-3). The row is refused from the start, and says why.
 * @returns the id of the outbox row, whose process finds nothing to do
 */
export async function beginWithheldMail(
  trx: Knex.Transaction,
  withheld: { organisationId: string; template: MailTemplate; reason: string },
): Promise<string> {
  const { organisationId, template, reason } = withheld;
  const nobody = { organisationId, userId: null, recipient: 'nobody', template, parameters: {} };
  return (await begin(trx, nobody, reason)).outboxId;
}

async function begin(
  trx: Knex.Transaction,
  mail: Omit<MailWish, 'parameters'> & { parameters: object },
  refusal: string | null,
): Promise<BegunMail> {
  const [row] = await trx('mails')
    .insert({
      ...(mail.id !== undefined && { id: mail.id }),
      organisation_id: mail.organisationId,
      user_id: mail.userId,
      recipient: mail.recipient,
      written_by: mail.writtenBy ?? null,
      template: mail.template,
      parameters: JSON.stringify(mail.parameters),
      ...(refusal !== null && { status: 'refused', refusal, refused_at: trx.fn.now() }),
    })
    .returning<{ id: string }[]>('id');
  const mailId = row!.id;
  const outboxId = await beginProcess(trx, sendMailProcess, {
    organisationId: mail.organisationId,
    userId: mail.userId,
    subject: { type: 'mail', id: mailId },
    input: { organisationId: mail.organisationId, mailId },
  });
  if (refusal !== null)
    await moveProcess(trx, {
      workflowId: workflowIdOf(sendMailProcess, mailId),
      state: 'refused',
      finished: true,
      event: { name: 'refused', occurrence: 'end', detail: { refusal } },
    });
  return { mailId, outboxId };
}
