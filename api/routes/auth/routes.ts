import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { enterFirstOrganisation } from '#models/accounts/account.ts';
import { spendMailedToken } from '#models/accounts/mailed-token.ts';
import { findRefresher, rotateRefreshToken } from '#models/accounts/refresh-token.ts';
import { revokeSessions } from '#models/accounts/session.ts';
import { User } from '#models/accounts/user.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { RegisteredUser, Registration, SignedIn, SignIn, TokenPair } from '#api/schemas/auth.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Email, SecretToken } from '#api/schemas/fields.ts';
import { hashOfToken, successorOf } from '#api/sessions/secret-token.ts';
import { signIn } from '#api/sessions/sign-in.ts';
import { viewerOf } from '#api/viewer.ts';
import { mailVerificationAgain } from './mailed-links.ts';
import { proveAccount } from './prove-account.ts';
import { register } from './register-account.ts';

const tags = ['auth'];
const open = { permission: 'public', ignoreToken: true } as const;

/** /api/auth: signing in and out, registering, and proving an address (ACC-1 to ACC-3). */
export default (async (app) => {
  // POST /api/auth/login: a pair of tokens for e-mail and password.
  const logIn = {
    operationId: 'logIn',
    tags,
    summary: 'Sign in',
    body: SignIn,
    response: { 200: SuccessOf(SignedIn) },
  };
  app.post('/login', { schema: logIn, config: { ...open, countedAs: 'sign_in' } }, async (request) => {
    const user = await proveAccount(app, request, request.body);
    return success(await signIn(app, app.database, request, user), `Welcome back, ${user.name}.`);
  });

  // POST /api/auth/logout: ends every session of the person, on every device.
  const logOut = {
    operationId: 'logOut',
    tags,
    summary: 'Sign out everywhere',
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.post('/logout', { schema: logOut, config: { permission: 'sessions.manage' } }, async (request) => {
    const { userId, organisationId, sessionId, actingUserId } = viewerOf(request);
    await inOrganisation(app.database, organisationId, async (trx) => {
      // A parent who stops viewing as their child must not sign the child out.
      await revokeSessions(trx, actingUserId ? { id: sessionId } : { user_id: userId }, 'signed_out');
      await recordAudit(trx, {
        actorId: userId,
        action: 'user.signed_out',
        subjectType: 'user',
        subjectId: userId,
        request,
      });
    });
    await app.sessionCache.forgetUser(userId);
    return success(null, 'You are signed out.');
  });

  // POST /api/auth/token/refresh: a new pair for a refresh token, which is spent by it (ACC-2).
  const refresh = {
    operationId: 'refreshToken',
    tags,
    summary: 'Exchange a refresh token for a new pair',
    body: Type.Object({ refresh: Type.String({ minLength: 1, maxLength: 500 }) }),
    response: { 200: SuccessOf(TokenPair) },
  };
  app.post(
    '/token/refresh',
    { schema: refresh, config: { ...open, countedAs: 'refresh' } },
    async (request, reply) => success(await refreshSession(app, request, reply, request.body.refresh)),
  );

  // POST /api/auth/register: an unverified account, and its verification and welcome mails (ACC-1).
  const registration = {
    operationId: 'register',
    tags,
    summary: 'Create an account',
    body: Registration,
    response: { 201: SuccessOf(Type.Object({ user: RegisteredUser })) },
  };
  app.post(
    '/register',
    { schema: registration, config: { ...open, countedAs: 'registration' } },
    async (request, reply) => {
      const user = await register(app, request, request.body);
      return reply
        .code(201)
        .send(success({ user }, 'Check your mail: open the link we sent you to confirm your address.'));
    },
  );

  // GET /api/auth/verify-email/:key: the mailed link's page calls this when its button is pressed, so mail scanners verify nothing.
  const verification = {
    operationId: 'verifyEmail',
    tags,
    summary: 'Confirm an e-mail address with the key of a mailed link',
    params: Type.Object({ key: SecretToken }),
    response: { 200: SuccessOf(Type.Object({ email_verified: Type.Literal(true) })) },
  };
  app.get('/verify-email/:key', { schema: verification, config: open }, async (request) => {
    await verifyEmail(app, request, request.params.key);
    return success({ email_verified: true } as const, 'Your e-mail is confirmed.');
  });

  // POST /api/auth/resend-verification: a new link for an unverified account; the answer tells nothing about whether there is one.
  const resending = {
    operationId: 'resendVerification',
    tags,
    summary: 'Ask for a new verification mail',
    body: Type.Object({ email: Email }),
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.post('/resend-verification', { schema: resending, config: open }, async (request) => {
    const outboxId = await mailVerificationAgain(app, request.body.email);
    void app.outbox.dispatch([outboxId]);
    return success(null, 'If this address has an unconfirmed account, a new link is on its way.');
  });
}) satisfies FastifyPluginAsyncTypebox;

/**
 * Rotates a refresh token. It counts for its person: a whole school refreshes from one address.
 * @returns the new pair; two tabs that refresh at once get the same refresh token
 * @throws ApiError UNAUTHENTICATED when the token is unknown, expired, revoked, or used again (which ends its whole family); RATE_LIMITED
 */
async function refreshSession(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  refresh: string,
): Promise<{ access: string; refresh: string }> {
  const successor = successorOf(refresh, app.config.jwtSecret);
  const hashes = { token: hashOfToken(refresh), successor: hashOfToken(successor) };
  await app.countRefresh(request, reply, await findRefresher(app.database, hashes));
  const rotation = await app.database.transaction((trx) => rotateRefreshToken(trx, hashes));
  if (rotation.outcome === 'rotated') {
    app.sessionCache.forget(rotation.sessionId);
    const viewer = await app.sessionCache.find(rotation.sessionId);
    if (viewer) return { access: app.accessTokens.issue(viewer), refresh: successor };
  }
  if (rotation.outcome === 'reused') {
    app.sessionCache.forget(rotation.sessionId);
    const { userId, sessionId } = rotation;
    const act = {
      actorId: null,
      action: 'session.refresh_token_reused' as const,
      subjectType: 'user',
      subjectId: userId,
      after: { session_id: sessionId },
      request,
    };
    await inOrganisation(app.database, rotation.organisationId, (trx) => recordAudit(trx, act));
  }
  throw new ApiError('session_ended');
}

/**
 * Marks the address that a mailed link was sent to as its owner's.
 * @throws ApiError NOT_FOUND for a key that never was, GONE for one that was used or is older than 24 h
 */
async function verifyEmail(app: FastifyInstance, request: FastifyRequest, key: string): Promise<void> {
  const userId = await app.database.transaction(async (trx) => {
    const spent = await spendMailedToken(trx, hashOfToken(key), 'verify_email');
    if (spent === 'unknown') throw new ApiError('link_unknown');
    if (spent === 'spent') throw new ApiError('confirmation_link_spent');
    if (!(await enterFirstOrganisation(trx, spent.userId))) throw new ApiError('account_removed');
    await User.query(trx)
      .findById(spent.userId)
      .whereNull('email_verified_at')
      .patch({ email_verified_at: trx.fn.now() });
    await recordAudit(trx, {
      actorId: spent.userId,
      action: 'user.email_verified',
      subjectType: 'user',
      subjectId: spent.userId,
      request,
    });
    return spent.userId;
  });
  await app.sessionCache.forgetUser(userId);
}
