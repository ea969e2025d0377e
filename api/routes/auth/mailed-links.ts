import type { Knex } from 'knex';
import { saveMailedToken } from '#models/accounts/mailed-token.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { sealSecret } from '#temporal/sealed-secret.ts';
import { hashOfToken, newSecretToken } from '#api/secret-token.ts';

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
