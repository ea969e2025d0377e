import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { Erasure } from '#models/accounts/erasure.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { findMemberships } from '#models/accounts/account.ts';
import { eraseContent, holdPerson, leaveOrganisation } from '#models/accounts/erase-person.ts';
import { findUser } from '#models/accounts/find-users.ts';
import { withdrawInvitations } from '#models/accounts/invitation.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { endErasure } from '#models/processes/end-erasure.ts';
import { beginErasure, beginThoseAlone, cancelUnfinished } from '#models/processes/erase-person.ts';
import { ApiError } from '#api/errors.ts';
import { viewerOf } from '#api/viewer.ts';

/**
 * Removes a person from the viewer's organisation with what they made there. When this was their only one, the account is erased by a process that
 * begins at once. A child whom nobody could act for any more waits to be erased along, as with a parent's own wish.
 * @throws ApiError NOT_FOUND, CONFLICT (oneself; or an erasure of them waits elsewhere)
 */
export async function eraseUser(
  app: FastifyInstance,
  request: FastifyRequest,
  id: string,
  reason: string | undefined,
): Promise<void> {
  const { organisationId, userId } = viewerOf(request);
  if (id === userId) throw new ApiError('own_account');
  const outboxIds = await inOrganisation(app.database, organisationId, async (trx) => {
    const unfinished = await Erasure.query(trx)
      .findOne({ user_id: id })
      .whereIn('status', ['waiting', 'erasing'])
      .forUpdate();
    await holdPerson(trx, id);
    const user = await findUser(trx, id);
    if (!user) throw new ApiError('no_such_person');
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
    const wish = { organisationId, userId: id, requestedBy: userId };
    return [...begun, ...(await eraseAtOnce(trx, unfinished, wish))];
  });
  void app.outbox.dispatch(outboxIds);
  await app.sessionCache.forgetUser(id);
}

/**
 * In place of one that waits, if there is one; one that is under way goes on.
 * @throws ApiError CONFLICT while one waits that was asked for in an organisation they have left, where nobody here may take it back
 */
async function eraseAtOnce(
  trx: Knex.Transaction,
  unfinished: Erasure | undefined,
  wish: { organisationId: string; userId: string; requestedBy: string },
): Promise<string[]> {
  if (unfinished?.status === 'erasing') return [];
  const takenBack = unfinished && (await endErasure(trx, unfinished, 'taken_back'));
  const begun = await beginErasure(trx, { ...wish, days: 0 });
  if (!begun) throw new ApiError('erasure_asked_elsewhere');
  return [takenBack, begun.outboxId].filter((outboxId) => outboxId !== undefined);
}
