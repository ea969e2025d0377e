import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { findChildren } from '#models/people/find-children.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { createAccount, User } from '#models/accounts/user.ts';
import { ApiError } from '#api/errors.ts';
import type { Child } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentChild } from './present-child.ts';

const mostChildren = 20;

/**
 * Creates a student account that has no e-mail and no password: its parent opens it. The parent's consent is kept with its time.
 * @throws ApiError QUOTA_EXCEEDED past 20 children
 */
export async function addChild(
  app: FastifyInstance,
  request: FastifyRequest,
  child: { name: string; track?: 'DP' | 'FSD' | null; language?: string; time_zone?: string },
): Promise<Child> {
  const { organisationId, userId } = viewerOf(request);
  const row = await inOrganisation(app.database, organisationId, async (trx) => {
    const parent = await User.query(trx).findById(userId).forUpdate().throwIfNotFound();
    const [counted] = await trx('guardianships').where({ parent_id: userId }).count<{ count: string }[]>();
    if (Number(counted!.count) >= mostChildren)
      throw new ApiError(
        'QUOTA_EXCEEDED',
        `You have ${mostChildren} children here, which is the limit. Ask an admin if you need more.`,
      );
    const { name, track = null, language = parent.language, time_zone: timeZone = parent.time_zone } = child;
    const childId = await createAccount(trx, {
      organisationId,
      email: null,
      name: name.trim(),
      passwordHash: null,
      role: 'student',
      track,
      language,
      timeZone,
    });
    await trx('guardianships').insert({
      organisation_id: organisationId,
      parent_id: userId,
      child_id: childId,
    });
    await recordAudit(trx, {
      actorId: userId,
      action: 'child.added',
      subjectType: 'user',
      subjectId: childId,
      after: { consent: true },
      request,
    });
    return (await findChildren(trx, userId, childId))[0]!;
  });
  return presentChild(row);
}
