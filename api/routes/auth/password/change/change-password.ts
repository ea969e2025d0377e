import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { forgetMailedTokens } from '#models/accounts/mailed-token.ts';
import { revokeSessions } from '#models/accounts/session.ts';
import { User } from '#models/accounts/user.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { ApiError } from '#api/errors.ts';
import { createLockOut } from '#api/lock-out.ts';
import { viewerOf } from '#api/viewer.ts';
import { refuseWeakPassword } from '#api/routes/auth/register/register-account.ts';

/**
 * Sets a new password for the viewer, ends their other sessions and any mailed link for a new password, and tells them by mail.
 * @throws ApiError VALIDATION_ERROR (wrong current password, weak new one), RATE_LIMITED while locked out, FORBIDDEN for a parent who views as their child
 */
export async function changePassword(
  app: FastifyInstance,
  request: FastifyRequest,
  given: { current_password: string; password: string },
): Promise<void> {
  const { userId, organisationId, sessionId, actingUserId } = viewerOf(request);
  if (actingUserId)
    throw new ApiError('FORBIDDEN', 'While you view as your child you cannot change their password.');
  const person = await inOrganisation(app.database, organisationId, async (trx) =>
    User.query(trx).findById(userId).throwIfNotFound(),
  );
  await proveCurrentPassword(app, request, person, given.current_password);
  refuseWeakPassword(given.password, person);
  const passwordHash = await app.passwords.hash(given.password);
  const mails = await inOrganisation(app.database, organisationId, async (trx) => {
    // Of two changes at once the second no longer knows the current password.
    const changed = await User.query(trx)
      .where({ id: userId, password_hash: person.password_hash })
      .patch({ password_hash: passwordHash });
    if (changed === 0) throw wrongPassword();
    await revokeSessions(trx, { user_id: userId }, 'password_changed', { except: sessionId });
    await forgetMailedTokens(trx, userId, 'reset_password');
    await recordAudit(trx, {
      actorId: userId,
      action: 'user.password_changed',
      subjectType: 'user',
      subjectId: userId,
      request,
    });
    const { name, email } = person;
    if (email === null) return [];
    const parameters = { name, changedAt: new Date().toISOString() };
    return [
      await beginMail(trx, {
        organisationId,
        userId,
        recipient: email,
        template: 'password_changed',
        parameters,
      }),
    ];
  });
  await app.sessionCache.forgetUser(userId);
  void app.outbox.dispatch(mails);
}

/** Counts wrong guesses with failed sign-ins, so that a stolen session buys no more of them. */
async function proveCurrentPassword(
  app: FastifyInstance,
  request: FastifyRequest,
  person: User,
  password: string,
): Promise<void> {
  const lockOut = createLockOut(app.database, app.config.lockOut);
  const keys = lockOut.keysOf(person.email ?? person.id, request.clientAddress);
  await lockOut.refuseIfLocked(keys);
  const { correct } = await app.passwords.verify(person.password_hash, password);
  if (correct) return lockOut.recordSuccess(keys);
  await lockOut.recordFailure(keys);
  throw wrongPassword();
}

const wrongPassword = () =>
  new ApiError('VALIDATION_ERROR', 'The current password is not right.', {
    details: { current_password: ['is not your current password'] },
  });
