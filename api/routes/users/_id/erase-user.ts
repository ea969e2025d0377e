import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { Erasure } from '#models/accounts/erasure.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { findMemberships } from '#models/accounts/account.ts';
import { eraseContent, leaveOrganisation } from '#models/accounts/erase-person.ts';
import { findUser } from '#models/accounts/find-users.ts';
import { withdrawInvitations } from '#models/accounts/invitation.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import {
  beginErasure,
  beginThoseAlone,
  cancelUnfinished,
  takeErasureBack,
} from '#models/processes/erase-person.ts';
import { ApiError } from '#api/errors.ts';
import { viewerOf } from '#api/viewer.ts';

/**
 * Removes a person from the viewer's organisation with what they made there. When this was their only one, the account is erased by a process that
 * begins at once. A child whom nobody could act for any more waits to be erased along, as with a parent's own wish.
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
  const outboxIds = await inOrganisation(app.database, organisationId, async (trx) => {
    const user = await findUser(trx, id);
    if (!user) throw new ApiError('NOT_FOUND', 'There is no such person in your organisation.');
    const isOnlyMembership = (await findMemberships(trx, id)).length === 1;
    const cancelled = await cancelUnfinished(trx, organisationId, id);
    const alone = await beginThoseAlone(trx, {
      ...{ organisationId, parentId: id, requestedBy: userId },
      everywhere: isOnlyMembership,
    });
    await leaveOrganisation(trx, organisationId, id);
    await withdrawInvitations(trx, user.email);
    await eraseContent(trx, organisationId, id);
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
    for (const subjectId of alone.children)
      await recordAudit(trx, {
        ...{ actorId: userId, action: 'user.erasure_requested', subjectType: 'user', subjectId },
        request,
      });
    const begun = [...cancelled, ...alone.outboxIds];
    if (!isOnlyMembership) return begun;
    return [...begun, ...(await eraseAtOnce(trx, { organisationId, userId: id, requestedBy: userId }))];
  });
  void app.outbox.dispatch(outboxIds);
  await app.sessionCache.forgetUser(id);
}

/** In place of one that waits, if there is one; one that is under way goes on. */
async function eraseAtOnce(
  trx: Knex.Transaction,
  wish: { organisationId: string; userId: string; requestedBy: string },
): Promise<string[]> {
  const unfinished = await Erasure.query(trx)
    .findOne({ user_id: wish.userId })
    .whereIn('status', ['waiting', 'erasing'])
    .forUpdate();
  if (unfinished?.status === 'erasing') return [];
  const takenBack = unfinished && (await takeErasureBack(trx, wish.organisationId, unfinished.id));
  const begun = await beginErasure(trx, { ...wish, days: 0 });
  return [takenBack, begun?.outboxId].filter((outboxId) => outboxId !== undefined);
}
