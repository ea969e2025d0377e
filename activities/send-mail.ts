import { ApplicationFailure, log } from '@temporalio/activity';
import type { Knex } from 'knex';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { Mail } from '#models/mail/mail.ts';
import { recordProcessEvent } from '#models/processes/process-event.ts';
import { openSecret } from '#temporal/sealed-secret.ts';
import { sendMailId } from '#temporal/workflow-ids.ts';
import { MailNotConfigured } from './clients/mail-server.ts';
import type { MailServer } from './clients/mail-server.ts';
import { layOutHtml, layOutText } from './mail/lay-out.ts';
import { writeLetter } from './mail/write-letter.ts';

export type MailInput = { organisationId: string; mailId: string };

export type MailOutcome = { status: 'sent' | 'refused' };

export type MailActivities = ReturnType<typeof createMailActivities>;

/**
 * Mails, with the application's role.
 * @param tools.mailKey opens the secrets that links carry
 */
export function createMailActivities(tools: {
  database: Knex;
  server: MailServer;
  siteUrl: string;
  from: string;
  mailKey: string;
}) {
  const { database, server, siteUrl, from, mailKey } = tools;

  function compose(mail: Mail) {
    const letter = writeLetter(mail.template, mail.parameters, {
      siteUrl,
      open: (sealed) => openSecret(sealed, mailKey),
    });
    const domain = new URL(siteUrl).hostname;
    // The same at every try, so that a mail that was taken twice is seen to be one.
    return {
      from,
      to: mail.recipient,
      subject: letter.subject,
      text: layOutText(letter),
      html: layOutHtml(letter),
      messageId: `<${mail.id}@${domain}>`,
    };
  }

  return {
    /**
     * Hands one mail to the mail server, unless that has been done. A refusal for good is a result.
     * @throws ApplicationFailure, to be retried, while there is no server or it does not answer; the row says so
     */
    async deliverMail({ organisationId, mailId }: MailInput): Promise<MailOutcome> {
      const inScope = <Result>(work: (trx: Knex.Transaction) => Promise<Result>) =>
        inOrganisation(database, organisationId, work);
      const event = (trx: Knex.Transaction, name: string, step: string, detail = {}) =>
        recordProcessEvent(trx, {
          organisationId,
          workflowId: sendMailId(mailId),
          event: name,
          step,
          detail,
        });
      const mail = await inScope(async (trx) => Mail.query(trx).findById(mailId).throwIfNotFound());
      if (mail.status !== 'queued') return { status: mail.status };
      try {
        const answer = await server.send(compose(mail));
        const refusal = answer.outcome === 'refused' ? answer.reason : null;
        await inScope(async (trx) => {
          const ended =
            refusal === null
              ? { status: 'sent' as const, sent_at: new Date() }
              : { status: 'refused' as const, refusal, refused_at: new Date() };
          await Mail.query(trx)
            .findById(mailId)
            .where({ status: 'queued' })
            .patch({ ...ended, waiting_for: null });
          await event(trx, ended.status, 'end', { refusal });
        });
        return { status: refusal === null ? 'sent' : 'refused' };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const waitingFor =
          error instanceof MailNotConfigured
            ? 'a mail server to be configured'
            : 'the mail server to take it';
        log.error('a fault while sending a mail', { mailId, error });
        await inScope(async (trx) => {
          const count = mail.fault_count + 1;
          await Mail.query(trx)
            .findById(mailId)
            .where({ status: 'queued' })
            .patch({ waiting_for: waitingFor, last_fault: message.slice(0, 2_000), fault_count: count });
          await event(trx, 'fault', `try ${count}`, { message, waiting_for: waitingFor });
        });
        throw ApplicationFailure.create({
          type: error instanceof MailNotConfigured ? 'mail_not_configured' : 'mail_server',
          message,
        });
      }
    },
  };
}
