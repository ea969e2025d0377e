import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { rotateRefreshToken } from '#models/accounts/refresh-token.ts';
import { ApiError } from '#api/errors.ts';
import { hashOfToken, successorOf } from '#api/secret-token.ts';

/**
 * Rotates a refresh token.
 * @returns the new pair; two tabs that refresh at once get the same refresh token
 * @throws ApiError UNAUTHENTICATED when the token is unknown, expired, revoked, or used again (which ends its whole family)
 */
export async function refreshSession(
  app: FastifyInstance,
  request: FastifyRequest,
  refresh: string,
): Promise<{ access: string; refresh: string }> {
  const successor = successorOf(refresh, app.config.jwtSecret);
  const rotation = await app.database.transaction((trx) =>
    rotateRefreshToken(trx, { token: hashOfToken(refresh), successor: hashOfToken(successor) }),
  );
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
      action: 'session.refresh_token_reused',
      subjectType: 'user',
      subjectId: userId,
      after: { session_id: sessionId },
      request,
    };
    await inOrganisation(app.database, rotation.organisationId, (trx) => recordAudit(trx, act));
  }
  throw new ApiError('UNAUTHENTICATED', 'This session has ended. Sign in again.');
}
