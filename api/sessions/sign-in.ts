import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { openSession, refreshTokenDays } from '#models/accounts/session.ts';
import type { SignedInUser } from '../schemas/user.ts';
import { hashOfToken, newSecretToken } from './secret-token.ts';

/**
 * Opens a session for a person whose right to it has been proved, and issues its first pair of tokens.
 * @param database a pool or the caller's transaction
 */
export async function signIn(
  app: FastifyInstance,
  database: Knex,
  request: FastifyRequest,
  user: SignedInUser,
) {
  const refresh = newSecretToken();
  const sessionId = await openSession(database, {
    userId: user.id,
    organisationId: user.organisation_id,
    userAgent: request.headers['user-agent'],
    address: request.clientAddress,
    refreshTokenHash: hashOfToken(refresh),
    seconds: refreshTokenDays * 86_400,
  });
  const access = app.accessTokens.issue({
    userId: user.id,
    email: user.email,
    role: user.role,
    organisationId: user.organisation_id,
    sessionId,
  });
  return { access, refresh, user };
}
