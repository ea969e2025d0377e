import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findMemberships } from '#models/accounts/account.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { revokeSessions } from '#models/accounts/session.ts';
import { User } from '#models/accounts/user.ts';
import { ApiError } from '#api/errors.ts';
import { signIn } from '#api/sign-in.ts';
import { viewerOf } from '#api/viewer.ts';

/**
 * Ends the session and opens one in another organisation.
 * @throws ApiError NOT_FOUND when the person is no active member there, FORBIDDEN while a parent views as their child
 */
export async function switchOrganisation(app: FastifyInstance, request: FastifyRequest, slug: string) {
  const viewer = viewerOf(request);
  if (viewer.actingUserId) throw new ApiError('FORBIDDEN', 'Stop viewing as your child first.');
  const membership = (await findMemberships(app.database, viewer.userId)).find(
    (one) => one.slug === slug && one.status === 'active',
  );
  if (!membership) throw new ApiError('NOT_FOUND', 'You do not belong to such an organisation.');
  const signedIn = await inOrganisation(app.database, membership.organisation_id, async (trx) => {
    const user = await User.query(trx).findById(viewer.userId).throwIfNotFound();
    await revokeSessions(trx, { id: viewer.sessionId }, 'switched_organisation');
    await recordAudit(trx, {
      actorId: user.id,
      action: 'user.switched_organisation',
      subjectType: 'user',
      subjectId: user.id,
      before: { organisation_id: viewer.organisationId },
      request,
    });
    return signIn(app, trx, request, {
      id: user.id,
      email: user.email,
      role: membership.role,
      track: user.track,
      name: user.name,
      organisation_id: membership.organisation_id,
      email_verified: user.email === null || user.email_verified_at !== null,
    });
  });
  app.sessionCache.forget(viewer.sessionId);
  return signedIn;
}
