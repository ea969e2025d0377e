import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { Type } from 'typebox';
import { enterFirstOrganisation } from '#models/accounts/account.ts';
import { findMailedToken, forgetMailedTokens, spendMailedToken } from '#models/accounts/mailed-token.ts';
import { revokeSessions } from '#models/accounts/session.ts';
import { User } from '#models/accounts/user.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { ApiError } from '#api/errors.ts';
import { createLockOut } from '#api/rate-limits/lock-out.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Email, Password, SecretToken } from '#api/schemas/fields.ts';
import { hashOfToken } from '#api/sessions/secret-token.ts';
import { viewerOf } from '#api/viewer.ts';
import { mailResetLink } from '../mailed-links.ts';
import { provePassword, wrongPassword } from '../prove-password.ts';
import { refuseWeakPassword } from '../register-account.ts';

const tags = ['auth'];
const open = { permission: 'public', ignoreToken: true } as const;

/** /api/auth/password: a new password, by a mailed link or by the current one (ACC-3). */
export default (async (app) => {
  // POST /api/auth/password/reset and …/confirm: a new password by a mailed link (ACC-3).
  const request = {
    operationId: 'requestPasswordReset',
    tags,
    summary: 'Ask for a link to set a new password',
    body: Type.Object({ email: Email }),
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.post('/reset', { schema: request, config: open }, async ({ body }) => {
    const outboxId = await mailResetLink(app, body.email);
    void app.outbox.dispatch([outboxId]);
    return success(null, 'If this address has an account, a link to set a new password is on its way.');
  });

  const confirm = {
    operationId: 'confirmPasswordReset',
    tags,
    summary: 'Set a new password with the token of a mailed link',
    body: Type.Object({ token: SecretToken, password: Password }),
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.post('/reset/confirm', { schema: confirm, config: open }, async (request) => {
    await resetPassword(app, request, request.body);
    return success(null, 'Your password is changed. Sign in with it.');
  });

  // POST /api/auth/password/change: a new password for who knows the current one (ACC-3).
  const change = {
    operationId: 'changePassword',
    tags,
    summary: 'Change one’s own password',
    description:
      'Ends every other session. A wrong current password answers 400 and counts like a failed sign-in: after too many of them 429.',
    body: Type.Object({ current_password: Password, password: Password }),
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.post('/change', { schema: change, config: { permission: 'profile.update' } }, async (request) => {
    await changePassword(app, request, request.body);
    return success(null, 'Your password is changed. You are signed out everywhere else.');
  });
}) satisfies FastifyPluginAsyncTypebox;

/**
 * Sets a new password by a mailed link, which also proves the address, and signs the person out everywhere.
 * A weak password does not spend the link.
 * @throws ApiError VALIDATION_ERROR, NOT_FOUND (no such link), GONE (used, or older than 1 h)
 */
async function resetPassword(
  app: FastifyInstance,
  request: FastifyRequest,
  given: { token: string; password: string },
): Promise<void> {
  // Hashing takes its time and its turn: no transaction stays open meanwhile, and none of it is spent on what is no link of ours.
  const owner = await app.database.transaction((trx) => ownerOf(trx, given.token, findMailedToken));
  refuseWeakPassword(given.password, owner);
  const passwordHash = await app.passwords.hash(given.password);
  const user = await app.database.transaction(async (trx) => {
    const person = await ownerOf(trx, given.token, spendMailedToken);
    await User.query(trx)
      .findById(person.id)
      .patch({
        password_hash: passwordHash,
        email_verified_at: trx.raw('coalesce(email_verified_at, now())'),
      });
    await forgetMailedTokens(trx, person.id, 'reset_password');
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

/**
 * Whose link it is, read in the scope of their first organisation.
 * @param look finds the link, or spends it
 * @throws ApiError NOT_FOUND (no such link), GONE
 */
async function ownerOf(trx: Knex.Transaction, token: string, look: typeof spendMailedToken): Promise<User> {
  const spent = await look(trx, hashOfToken(token), 'reset_password');
  if (spent === 'unknown') throw new ApiError('link_unknown');
  if (spent === 'spent') throw new ApiError('reset_link_spent');
  if (!(await enterFirstOrganisation(trx, spent.userId))) throw new ApiError('account_removed');
  return User.query(trx).findById(spent.userId).throwIfNotFound();
}

/**
 * Sets a new password for the viewer, ends their other sessions and any mailed link for a new password, and tells them by mail.
 * @throws ApiError VALIDATION_ERROR (wrong current password, weak new one), RATE_LIMITED while locked out, FORBIDDEN for a parent who views as their child
 */
async function changePassword(
  app: FastifyInstance,
  request: FastifyRequest,
  given: { current_password: string; password: string },
): Promise<void> {
  const { userId, organisationId, sessionId, actingUserId } = viewerOf(request);
  if (actingUserId) throw new ApiError('child_password');
  const person = await inOrganisation(app.database, organisationId, async (trx) =>
    User.query(trx).findById(userId).throwIfNotFound(),
  );
  await provePassword(app, request, person, { field: 'current_password', value: given.current_password });
  refuseWeakPassword(given.password, person);
  const passwordHash = await app.passwords.hash(given.password);
  const mails = await inOrganisation(app.database, organisationId, async (trx) => {
    // Of two changes at once the second no longer knows the current password.
    const changed = await User.query(trx)
      .where({ id: userId, password_hash: person.password_hash })
      .patch({ password_hash: passwordHash });
    if (changed === 0) throw wrongPassword('current_password');
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
    const { outboxId } = await beginMail(trx, {
      organisationId,
      userId,
      recipient: email,
      template: 'password_changed',
      parameters,
    });
    return [outboxId];
  });
  await app.sessionCache.forgetUser(userId);
  void app.outbox.dispatch(mails);
}
