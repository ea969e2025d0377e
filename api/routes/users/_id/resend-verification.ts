import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { findUser } from '#models/accounts/find-users.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { viewerOf } from '#api/viewer.ts';
import { queueVerificationMail } from '#api/routes/auth/mailed-links.ts';

/** @throws ApiError NOT_FOUND, CONFLICT when there is nothing to verify */
export async function resendVerification(
  app: FastifyInstance,
  request: FastifyRequest,
  id: string,
): Promise<void> {
  const { organisationId, userId } = viewerOf(request);
  const outboxId = await inOrganisation(app.database, organisationId, async (trx) => {
    const user = await findUser(trx, id);
    if (!user) throw new ApiError('NOT_FOUND', 'There is no such person in your organisation.');
    if (user.email === null || user.email_verified)
      throw new ApiError('CONFLICT', 'This person’s e-mail is confirmed already, or they have none.');
    await recordAudit(trx, {
      actorId: userId,
      action: 'user.verification_resent',
      subjectType: 'user',
      subjectId: id,
      request,
    });
    return queueVerificationMail(trx, app.config.mailKey, {
      id,
      name: user.name,
      email: user.email,
      organisationId,
    });
  });
  void app.outbox.dispatch([outboxId]);
}
