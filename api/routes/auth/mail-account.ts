import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Knex } from 'knex';
import { enterFirstOrganisation, findAccount } from '#models/accounts/account.ts';
import type { Account } from '#models/accounts/account.ts';
import { queueResetMail, queueVerificationMail } from './mailed-links.ts';
import type { MailedPerson } from './mailed-links.ts';

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
