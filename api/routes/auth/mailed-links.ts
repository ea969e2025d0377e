import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { enterFirstOrganisation, findAccount } from '#models/accounts/account.ts';
import type { Account } from '#models/accounts/account.ts';
import { saveMailedToken } from '#models/accounts/mailed-token.ts';
import type { MailedTokenPurpose } from '#models/accounts/mailed-token.ts';
import { beginMail, beginWithheldMail } from '#models/processes/send-mail.ts';
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
  purpose: MailedTokenPurpose,
): Promise<string> {
  const secret = newSecretToken();
  await saveMailedToken(trx, { hash: hashOfToken(secret), userId: person.id, purpose });
  return queueLetter(trx, mailKey, person, purpose, secret);
}

async function queueLetter(
  trx: Knex.Transaction,
  mailKey: string,
  person: MailedPerson,
  template: MailedTokenPurpose,
  secret: string,
): Promise<string> {
  const { outboxId } = await beginMail(trx, {
    organisationId: person.organisationId,
    userId: person.id,
    recipient: person.email,
    template,
    parameters: { name: person.name, sealedToken: sealSecret(secret, mailKey) },
  });
  return outboxId;
}

/** Mails a new verification link to an account that needs one. @returns the outbox row's id */
export const mailVerificationAgain = (app: FastifyInstance, email: string): Promise<string> =>
  mailLink(app, email, 'verify_email', (account) => account.email_verified_at === null);

/** Mails a link for a new password to an account. @returns the outbox row's id */
export const mailResetLink = (app: FastifyInstance, email: string): Promise<string> =>
  mailLink(app, email, 'reset_password', () => true);

/** Whose id no account has. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * Whether or not an address has an account that wants the link, the same is asked of the database, one mail's rows are written and one process
 * begins, all before the answer: neither its time nor the work that follows tells whether there is one (ACC-3), and a crash loses nothing.
 * Of several wishes for one account within a minute the first is fulfilled.
 */
async function mailLink(
  app: FastifyInstance,
  email: string,
  purpose: MailedTokenPurpose,
  wanted: (account: Account) => boolean,
): Promise<string> {
  const account = await findAccount(app.database, email);
  const publicOrganisation = await app.publicOrganisationId();
  const userId = account?.user_id ?? nobody;
  return app.database.transaction(async (trx) => {
    const membership = await enterFirstOrganisation(trx, userId, publicOrganisation);
    // Of two wishes at once, the second sees the first one's link.
    await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `mailed-link:${purpose}:${userId}`,
    ]);
    const secret = newSecretToken();
    const isKept = await saveMailedToken(trx, {
      hash: hashOfToken(secret),
      userId,
      purpose,
      unlessWithin: app.config.secondsBetweenMailedLinks,
      wanted: account !== undefined && membership !== undefined && wanted(account),
    });
    const organisationId = membership?.organisation_id ?? publicOrganisation;
    if (!account || !isKept) {
      const reason = 'No account with this address needs a link, or one was mailed just before.';
      return beginWithheldMail(trx, { organisationId, template: purpose, reason });
    }
    const person = { id: userId, name: account.name, email: email.toLowerCase(), organisationId };
    return queueLetter(trx, app.config.mailKey, person, purpose, secret);
  });
}
