import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { findChildren } from '#models/people/find-children.ts';
import { findUser } from '#models/accounts/find-users.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openSession } from '#models/accounts/session.ts';
import { ApiError } from '#api/errors.ts';
import { accessTokenSeconds } from '#api/plugins/tokens.ts';
import type { SignedInUser } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';

/**
 * Opens a session as the viewer's child that cannot be refreshed. Whatever is done in it is audited as the parent's.
 * @throws ApiError NOT_FOUND for anyone who is not the viewer's child, or is deactivated
 */
export async function viewAsChild(
  app: FastifyInstance,
  request: FastifyRequest,
  childId: string,
): Promise<{ access: string; expires_in: number; user: SignedInUser }> {
  const { organisationId, userId } = viewerOf(request);
  return inOrganisation(app.database, organisationId, async (trx) => {
    const [child] = await findChildren(trx, userId, childId);
    const member = child && (await findUser(trx, childId));
    if (member?.status !== 'active') throw new ApiError('NOT_FOUND', 'There is no such child of yours.');
    const sessionId = await openSession(trx, {
      userId: childId,
      organisationId,
      userAgent: request.headers['user-agent'],
      address: request.clientAddress,
      refreshTokenHash: null,
      seconds: accessTokenSeconds,
      actingUserId: userId,
    });
    await recordAudit(trx, {
      actorId: userId,
      action: 'child.viewed_as',
      subjectType: 'user',
      subjectId: childId,
      after: { session_id: sessionId },
      request,
    });
    const { id, email, name, role, track, email_verified } = member;
    const access = app.accessTokens.issue({ userId: id, email, role, organisationId, sessionId });
    return {
      access,
      expires_in: accessTokenSeconds,
      user: { id, email, role, track, name, organisation_id: organisationId, email_verified },
    };
  });
}
