import type { FastifyInstance, FastifyRequest } from 'fastify';
import { passwordFaults } from '#domain/accounts/password.ts';
import { findOrganisation } from '#models/accounts/account.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { createAccount } from '#models/accounts/user.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { ApiError } from '#api/errors.ts';
import { queueVerificationMail } from './mailed-links.ts';
import type { SignedInUser } from '#api/schemas/user.ts';

export type RegistrationWish = {
  email: string;
  password: string;
  name: string;
  role: 'student' | 'parent';
  organisation?: string;
};

/**
 * Creates an unverified account in an organisation that anyone may join.
 * @throws ApiError VALIDATION_ERROR (weak password), NOT_FOUND (organisation), FORBIDDEN (by invitation only), CONFLICT (e-mail taken)
 */
export async function register(
  app: FastifyInstance,
  request: FastifyRequest,
  wish: RegistrationWish,
): Promise<SignedInUser> {
  const [email, name] = [wish.email.toLowerCase(), wish.name.trim()];
  refuseWeakPassword(wish.password, { email, name });
  const organisation = await findOrganisation(
    app.database,
    wish.organisation ?? app.config.publicOrganisation,
  );
  if (!organisation) throw new ApiError('NOT_FOUND', 'There is no such organisation.');
  if (!organisation.open_registration)
    throw new ApiError('FORBIDDEN', `${organisation.name} takes new members by invitation only.`);
  const passwordHash = await app.passwords.hash(wish.password);
  const { id, mails } = await inOrganisation(app.database, organisation.id, async (trx) => {
    const userId = await createAccount(trx, {
      organisationId: organisation.id,
      email,
      name,
      passwordHash,
      role: wish.role,
    });
    const person = { id: userId, name, email, organisationId: organisation.id };
    const verification = await queueVerificationMail(trx, app.config.mailKey, person);
    const welcome = await beginMail(trx, {
      organisationId: organisation.id,
      userId,
      recipient: email,
      template: 'welcome',
      parameters: { name },
    });
    await recordAudit(trx, {
      actorId: userId,
      action: 'user.registered',
      subjectType: 'user',
      subjectId: userId,
      after: { role: wish.role },
      request,
    });
    return { id: userId, mails: [verification, welcome] };
  }).catch(refuseTakenEmail);
  void app.outbox.dispatch(mails);
  return {
    id,
    email,
    role: wish.role,
    track: null,
    name,
    organisation_id: organisation.id,
    email_verified: false,
  };
}

/** @throws ApiError VALIDATION_ERROR with each rule the password breaks (ACC-3) */
export function refuseWeakPassword(password: string, person: { email: string | null; name: string }): void {
  const faults = passwordFaults(password, person);
  if (faults.length > 0)
    throw new ApiError('VALIDATION_ERROR', 'Choose another password.', { details: { password: faults } });
}

/** @throws ApiError CONFLICT when the error is an e-mail in use, else the error itself */
export function refuseTakenEmail(error: unknown): never {
  if (isTakenEmail(error)) {
    throw new ApiError(
      'CONFLICT',
      'There is an account with this e-mail already. Sign in, or reset its password.',
      {
        details: { email: ['has an account already'] },
      },
    );
  }
  throw error;
}

function isTakenEmail(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === '23505' &&
    'constraint' in error &&
    error.constraint === 'users_email_key'
  );
}
