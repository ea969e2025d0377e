import type { FastifyInstance, FastifyRequest } from 'fastify';
import { enterFirstOrganisation } from '#models/accounts/account.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { spendMailedToken } from '#models/accounts/mailed-token.ts';
import { revokeSessions } from '#models/accounts/session.ts';
import { User } from '#models/accounts/user.ts';
import { ApiError } from '#api/errors.ts';
import { createLockOut } from '#api/lock-out.ts';
import { refuseWeakPassword } from '#api/routes/auth/register/register-account.ts';
import { hashOfToken } from '#api/secret-token.ts';

/**
 * Sets a new password by a mailed link, which also proves the address, and signs the person out everywhere.
 * A weak password does not spend the link.
 * @throws ApiError VALIDATION_ERROR, NOT_FOUND (no such link), GONE (used, or older than 1 h)
 */
export async function resetPassword(
  app: FastifyInstance,
  request: FastifyRequest,
  given: { token: string; password: string },
): Promise<void> {
  const user = await app.database.transaction(async (trx) => {
    const spent = await spendMailedToken(trx, hashOfToken(given.token), 'reset_password');
    if (spent === 'unknown')
      throw new ApiError(
        'NOT_FOUND',
        'This link is not one of ours. Open the newest mail, or ask for a new one.',
      );
    if (spent === 'spent')
      throw new ApiError('GONE', 'This link has been used or is older than an hour. Ask for a new one.');
    if (!(await enterFirstOrganisation(trx, spent.userId)))
      throw new ApiError('GONE', 'This account has been removed.');
    const person = await User.query(trx).findById(spent.userId).throwIfNotFound();
    refuseWeakPassword(given.password, person);
    await person.$query(trx).patch({
      password_hash: await app.passwords.hash(given.password),
      email_verified_at: person.email_verified_at ?? new Date(),
    });
    await revokeSessions(trx, { user_id: person.id }, 'password_reset');
    await recordAudit(trx, {
      actorId: person.id,
      action: 'user.password_reset',
      subjectType: 'user',
      subjectId: person.id,
      request,
    });
    return person;
  });
  await createLockOut(app.database, app.config.lockOut).forget(user.email ?? '');
  await app.sessionCache.forgetUser(user.id);
}
