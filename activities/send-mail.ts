import { log } from '@temporalio/activity';
import type { Knex } from 'knex';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import type { WorkflowIdOf } from '#domain/processes/define-process.ts';
import { sendMailProcess } from '#domain/processes/send-mail.ts';
import type { Fault } from '#domain/processes/waiting.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { Mail } from '#models/mail/mail.ts';
import { readerOfMail } from '#models/mail/reader-of-mail.ts';
import { enterStep, moveProcess, recordFault } from '#models/processes/move-process.ts';
import { openSecret } from '#temporal/sealed-secret.ts';
import { isPassing, ProviderBusy, toBeRetried, untilProviderTakesMore } from './clients/call-outside.ts';
import { MailNotConfigured } from './clients/mail-server.ts';
import type { MailAnswer, MailServer } from './clients/mail-server.ts';
import { layOutHtml, layOutText } from './mail/lay-out.ts';
import type { Letter } from './mail/letter.ts';
import { mailReaderOf } from './mail/mail-reader.ts';
import { mailTexts } from './mail/mail-texts.ts';
import { unsubscribeUrls } from './mail/unsubscribe.ts';
import { writeLetter } from './mail/write-letter.ts';
import { whileHeartbeating } from './while-heartbeating.ts';

export type MailInput = { organisationId: string; mailId: string };

export type MailOutcome = { status: 'sent' | 'refused' | 'cancelled' };

export type MailActivities = ReturnType<typeof createMailActivities>;

// Longer than the longest call: whoever claimed it before that is gone, and what became of the call nobody knows.
const claimHolds = '3 minutes';

const anotherTry: Fault = {
  code: 'mail_claimed',
  message: 'Another try is handing this mail over.',
  kind: 'outage',
  waitsFor: 'mail_server',
};

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
    const reader = mailReaderOf(mail.parameters);
    const { language } = reader;
    const written = writeLetter(mail.template, mail.parameters, reader, {
      siteUrl,
      open: (sealed) => openSecret(sealed, mailKey),
    });
    const unsubscribe = unsubscribeUrls(mail, { siteUrl, mailKey, language });
    const letter: Letter = {
      ...written,
      ...(unsubscribe && {
        unsubscribe: { label: mailTexts(language).unsubscribe(), url: unsubscribe.page },
      }),
    };
    const domain = new URL(siteUrl).hostname;
    // The same at every try, so that a mail that was taken twice is seen to be one: parameters are never changed save by an erasure, and whom it is worded
    // for stands beside them since the first claim. Only a release that words it otherwise, between two tries, makes another text of it.
    return {
      from,
      to: mail.recipient,
      subject: letter.subject,
      text: layOutText(letter),
      html: layOutHtml(letter),
      language,
      messageId: `<${mail.id}@${domain}>`,
      ...(unsubscribe && { unsubscribeUrl: unsubscribe.oneClick }),
    };
  }

  return {
    /**
     * Hands one mail to the mail server, unless that has been done. A refusal for good is a result.
     * The mail is claimed before the call, so that two tries never call side by side, and what came of it is written apart from the call.
     * @throws ApplicationFailure, to be retried, while there is no server, it does not answer or takes no more just now; the process says so
     */
    async deliverMail({ organisationId, mailId }: MailInput): Promise<MailOutcome> {
      const workflowId = workflowIdOf(sendMailProcess, mailId);
      const inScope = <Result>(work: (trx: Knex.Transaction) => Promise<Result>) =>
        inOrganisation(database, organisationId, work);
      const claimed = await inScope((trx) => claim(trx, mailId, workflowId));
      if (claimed === 'taken') throw toBeRetried(anotherTry, 5);
      if (claimed.status !== 'queued') return { status: claimed.status };
      let answer: MailAnswer;
      try {
        const mail = compose(claimed);
        answer = await whileHeartbeating(() => server.send(mail));
      } catch (error) {
        if (error instanceof ProviderBusy) {
          await inScope((trx) => awaitTurn(trx, mailId, workflowId, error));
          throw untilProviderTakesMore(error);
        }
        const fault = faultOf(error);
        log.error('a fault while sending a mail', { mailId, error });
        const rest = await inScope(async (trx) => {
          await Mail.query(trx).findById(mailId).patch({ sending_since: null });
          return recordFault(trx, workflowId, fault);
        });
        throw toBeRetried(fault, rest, error);
      }
      return inScope((trx) => book(trx, mailId, workflowId, answer));
    },
  };
}

/**
 * Takes the mail for one call, and writes down whom it is worded for if no try has yet: who changes their language between two tries gets one text, not two
 * under one Message-ID. It lies in the parameters, so that it goes with them when the mail is erased.
 * @returns 'taken' while another try may be calling
 */
async function claim(trx: Knex.Transaction, mailId: string, workflowId: string): Promise<Mail | 'taken'> {
  const mail = await Mail.query(trx).findById(mailId).forUpdate().throwIfNotFound();
  if (mail.status !== 'queued') return mail;
  const reader = JSON.stringify(await readerOfMail(trx, mail));
  const claimed = await Mail.query(trx)
    .findById(mailId)
    .where((free) => {
      void free.whereNull('sending_since').orWhereRaw(`sending_since < now() - ?::interval`, [claimHolds]);
    })
    .patch({
      sending_since: trx.raw('now()'),
      parameters: trx.raw('?::jsonb || parameters', [reader]),
    })
    .returning('*')
    .first();
  if (!claimed) return 'taken';
  await enterStep(trx, workflowId, 'deliver');
  return claimed;
}

/** Lets go of the mail until the server takes more. */
async function awaitTurn(
  trx: Knex.Transaction,
  mailId: string,
  workflowId: string,
  { retryAfterSeconds }: ProviderBusy,
): Promise<void> {
  await Mail.query(trx).findById(mailId).patch({ sending_since: null });
  const waitingUntil = new Date(Date.now() + retryAfterSeconds * 1000);
  await moveProcess(trx, { workflowId, waitingFor: 'provider_limit', waitingUntil });
}

async function book(
  trx: Knex.Transaction,
  mailId: string,
  workflowId: WorkflowIdOf<typeof sendMailProcess>,
  answer: MailAnswer,
): Promise<MailOutcome> {
  const refusal = answer.outcome === 'refused' ? answer.reason : null;
  const status = refusal === null ? 'sent' : 'refused';
  await Mail.query(trx)
    .findById(mailId)
    // Cancelled meanwhile and taken all the same: what really happened stands.
    .whereIn('status', ['queued', 'cancelled'])
    .patch({
      status,
      // Erased meanwhile: what a server says of an address mostly repeats it.
      refusal: trx.raw(`case when recipient <> 'erased' then ?::text end`, [refusal]),
      sending_since: null,
      ...(refusal === null ? { sent_at: trx.raw('now()') } : { refused_at: trx.raw('now()') }),
    });
  await moveProcess(trx, {
    workflowId,
    state: status,
    finished: true,
    event: {
      ...(refusal === null ? { name: 'sent' } : { name: 'refused', detail: { refusal } }),
      occurrence: 'end',
    },
  });
  return { status };
}

/** A letter that cannot be written fails in the same way again; a server that does not answer will. */
function faultOf(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof MailNotConfigured)
    return { code: 'mail_not_configured', message, kind: 'outage', waitsFor: 'mail_configuration' };
  const isOutage = isPassing(error) || (error instanceof Error && 'responseCode' in error);
  return {
    code: isOutage ? 'mail_server' : 'mail_fault',
    message,
    kind: isOutage ? 'outage' : 'ours',
    waitsFor: 'mail_server',
  };
}
