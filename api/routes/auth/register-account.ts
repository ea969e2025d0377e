import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { passwordFaults } from '#domain/accounts/password.ts';
import { plainText } from '#domain/accounts/person-name.ts';
import { fieldFault } from '#domain/field-faults.ts';
import { enterFirstOrganisation, findAccount, findOrganisation } from '#models/accounts/account.ts';
import { inSeconds } from '#models/accounts/session.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { isUniqueViolation } from '#models/database/unique-violation.ts';
import { createAccount } from '#models/accounts/user.ts';
import type { NewAccount } from '#models/accounts/user.ts';
import { beginMail, beginWithheldMail } from '#models/processes/send-mail.ts';
import { ApiError } from '#api/errors.ts';
import { queueVerificationMail } from './mailed-links.ts';

export type RegistrationWish = {
  email: string;
  password: string;
  name: string;
  role: 'student' | 'parent';
  organisation?: string;
  /** A known name; where the browser is. */
  time_zone?: string;
  /** What the page was read in. */
  language?: string;
};

/**
 * Creates an unverified account in an organisation that anyone may join. For an address that has an account the same is done and undone, and its
 * owner hears of it by mail: whoever registers cannot tell the one from the other (ACC-3).
 * @throws ApiError VALIDATION_ERROR (weak password), NOT_FOUND (organisation), FORBIDDEN (by invitation only)
 */
export async function register(
  app: FastifyInstance,
  request: FastifyRequest,
  wish: RegistrationWish,
): Promise<{ email: string; name: string; email_verified: false }> {
  const [email, name] = [wish.email.toLowerCase(), plainText(wish.name)];
  refuseWeakPassword(wish.password, { email, name });
  const organisation = await findOrganisation(
    app.database,
    wish.organisation ?? app.config.publicOrganisation,
  );
  if (!organisation) throw new ApiError('no_such_organisation');
  if (!organisation.open_registration)
    throw new ApiError('by_invitation_only', { organisation: organisation.name });
  const passwordHash = await app.passwords.hash(wish.password);
  const account = {
    ...{ organisationId: organisation.id, email, name, passwordHash, role: wish.role },
    ...(wish.time_zone && { timeZone: wish.time_zone }),
    ...(wish.language && { language: wish.language }),
  };
  const isTaken = (await findAccount(app.database, email)) !== undefined;
  const mails = await (isTaken ? tellOwner(app, request, account) : create(app, request, account));
  void app.outbox.dispatch(mails);
  return { email, name, email_verified: false };
}

type NewMember = NewAccount & { email: string };

/** @returns the outbox rows of its mails */
const create = (app: FastifyInstance, request: FastifyRequest, account: NewMember): Promise<string[]> =>
  inOrganisation(app.database, account.organisationId, (trx) =>
    writeAccount(app, trx, request, account, account.email),
  ).catch((error: unknown) => {
    // Of two that register with one address at once, the second finds it taken here.
    if (isUniqueViolation(error, 'users_email_key')) return tellOwner(app, request, account);
    throw error;
  });

async function writeAccount(
  app: FastifyInstance,
  trx: Knex.Transaction,
  request: FastifyRequest,
  account: NewAccount,
  recipient: string,
): Promise<string[]> {
  const { organisationId, name, role } = account;
  const userId = await createAccount(trx, account);
  const person = { id: userId, name, email: recipient, organisationId };
  const verification = await queueVerificationMail(trx, app.config.mailKey, person);
  const welcome = { organisationId, userId, recipient, template: 'welcome' as const, parameters: { name } };
  const mails = [verification, (await beginMail(trx, welcome)).outboxId];
  await recordAudit(trx, {
    actorId: userId,
    action: 'user.registered',
    subjectType: 'user',
    subjectId: userId,
    after: { role },
    request,
  });
  return mails;
}

/** Not more often than this, whoever keeps trying. */
const secondsBetweenTold = 3600;

/**
 * Takes the way of a new account, goes back, and writes to who has the address, in an organisation of theirs.
 * @returns the outbox rows of as many mails as a new account gets; one of them, or both, withheld
 */
async function tellOwner(
  app: FastifyInstance,
  request: FastifyRequest,
  account: NewMember,
): Promise<string[]> {
  const { organisationId, email } = account;
  return inOrganisation(app.database, organisationId, async (trx) => {
    const attempt = await trx.transaction();
    await writeAccount(app, attempt, request, { ...account, email: null }, email);
    await attempt.rollback();
    const reason = 'This address has an account already.';
    const mails = [await beginWithheldMail(trx, { organisationId, template: 'verify_email', reason })];
    const owner = await findAccount(trx, email);
    const membership = owner && (await enterFirstOrganisation(trx, owner.user_id));
    const told =
      membership &&
      (await trx('mails')
        .where({ user_id: owner.user_id, template: 'account_exists' })
        .where('created_at', '>', inSeconds(trx, -secondsBetweenTold))
        .first<{ id: string } | undefined>('id'));
    if (!membership || told) {
      const scope = membership?.organisation_id ?? organisationId;
      const letter = { organisationId: scope, template: 'account_exists' as const };
      return [...mails, await beginWithheldMail(trx, { ...letter, reason: 'They were told just before.' })];
    }
    const parameters = { name: owner.name };
    const letter = { recipient: email, template: 'account_exists' as const, parameters };
    const theirs = { organisationId: membership.organisation_id, userId: owner.user_id };
    return [...mails, (await beginMail(trx, { ...theirs, ...letter })).outboxId];
  });
}

/** @throws ApiError VALIDATION_ERROR with each rule the password breaks (ACC-3) */
export function refuseWeakPassword(password: string, person: { email: string | null; name: string }): void {
  const faults = passwordFaults(password, person);
  if (faults.length > 0) throw new ApiError('password_too_weak', {}, { reasons: { password: faults } });
}

/** @throws ApiError CONFLICT when the error is an e-mail in use, else the error itself */
export function refuseTakenEmail(error: unknown): never {
  if (isUniqueViolation(error, 'users_email_key')) {
    throw new ApiError(
      'email_has_account',
      {},
      {
        reasons: { email: [fieldFault('has_account')] },
      },
    );
  }
  throw error;
}
