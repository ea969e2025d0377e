import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Knex } from 'knex';
import { enterFirstOrganisation, findAccount } from '#models/accounts/account.ts';
import type { Account } from '#models/accounts/account.ts';
import { saveMailedToken } from '#models/accounts/mailed-token.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { sealSecret } from '#temporal/sealed-secret.ts';
import { hashOfToken, newSecretToken } from '#api/sessions/secret-token.ts';

export type MailedPerson = { id: string; name: string; email: string; organisationId: string };

/**
 * Queues the mail whose link proves the address; good once, for 24 h.
 * @param mailKey seals the link's secret on its way to the worker
 * @returns the outbox row's id
 */
export const queueVerificationMail = (
  trx: Knex.Transaction,
  mailKey: string,
  person: MailedPerson,
): Promise<string> => queueLink(trx, mailKey, person, 'verify_email');

/** Queues the mail whose link sets a new password; good once, for 1 h. */
export const queueResetMail = (
  trx: Knex.Transaction,
  mailKey: string,
  person: MailedPerson,
): Promise<string> => queueLink(trx, mailKey, person, 'reset_password');

async function queueLink(
  trx: Knex.Transaction,
  mailKey: string,
  person: MailedPerson,
  purpose: 'verify_email' | 'reset_password',
): Promise<string> {
  const secret = newSecretToken();
  await saveMailedToken(trx, { hash: hashOfToken(secret), userId: person.id, purpose });
  return beginMail(trx, {
    organisationId: person.organisationId,
    userId: person.id,
    recipient: person.email,
    template: purpose,
    parameters: { name: person.name, sealedToken: sealSecret(secret, mailKey) },
  });
}

/** Mails a new verification link to an account that needs one. Known and unknown addresses take the same time. */
export const mailVerificationAgain = (
  app: FastifyInstance,
  reply: FastifyReply,
  email: string,
): Promise<void> =>
  mailAccount(
    app,
    reply,
    email,
    (account) => account.email_verified_at === null,
    (trx, person) => queueVerificationMail(trx, app.config.mailKey, person),
  );

/** Mails a link for a new password to an account. Known and unknown addresses take the same time. */
export const mailResetLink = (app: FastifyInstance, reply: FastifyReply, email: string): Promise<void> =>
  mailAccount(
    app,
    reply,
    email,
    () => true,
    (trx, person) => queueResetMail(trx, app.config.mailKey, person),
  );

/**
 * The look-up alone happens before the answer, and it is the same for everyone; the rows are written afterwards, so the time of an answer
 * does not tell whether an address has an account (ACC-3).
 */
async function mailAccount(
  app: FastifyInstance,
  reply: FastifyReply,
  email: string,
  wanted: (account: Account) => boolean,
  queue: (trx: Knex.Transaction, person: MailedPerson) => Promise<string>,
): Promise<void> {
  const account = await findAccount(app.database, email);
  if (!account || !wanted(account)) return;
  app.afterAnswer(reply, async () => {
    const outboxId = await app.database.transaction(async (trx) => {
      const membership = await enterFirstOrganisation(trx, account.user_id);
      return (
        membership &&
        queue(trx, {
          id: account.user_id,
          name: account.name,
          email: email.toLowerCase(),
          organisationId: membership.organisation_id,
        })
      );
    });
    if (outboxId) await app.outbox.dispatch([outboxId]);
  });
}
