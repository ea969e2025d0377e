import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { findMemberships } from '#models/accounts/account.ts';
import { erasePerson, leaveOrganisation } from '#models/accounts/erase-person.ts';
import { findUser } from '#models/accounts/find-users.ts';
import { withdrawInvitations } from '#models/accounts/invitation.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { viewerOf } from '#api/viewer.ts';

/**
 * Removes a person from the viewer's organisation, and erases the account when this was their only one.
 * @throws ApiError NOT_FOUND, CONFLICT (oneself)
 */
export async function eraseUser(
  app: FastifyInstance,
  request: FastifyRequest,
  id: string,
  reason: string | undefined,
): Promise<void> {
  const { organisationId, userId } = viewerOf(request);
  if (id === userId)
    throw new ApiError('CONFLICT', 'You cannot delete your own account. Ask another superadmin.');
  await inOrganisation(app.database, organisationId, async (trx) => {
    const user = await findUser(trx, id);
    if (!user) throw new ApiError('NOT_FOUND', 'There is no such person in your organisation.');
    const isOnlyMembership = (await findMemberships(trx, id)).length === 1;
    await leaveOrganisation(trx, organisationId, id);
    await withdrawInvitations(trx, user.email);
    if (isOnlyMembership) await erasePerson(trx, id);
    // The entry must not bring back what was erased: no name, no e-mail.
    await recordAudit(trx, {
      actorId: userId,
      action: 'user.deleted',
      subjectType: 'user',
      subjectId: id,
      before: { role: user.role, status: user.status },
      ...(reason && { reason }),
      request,
    });
  });
  await app.sessionCache.forgetUser(id);
}
