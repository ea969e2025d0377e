import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { findUser } from '#models/accounts/find-users.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { assignTrainer } from '#models/people/trainer-assignment.ts';
import { ApiError } from '#api/errors.ts';
import { viewerOf } from '#api/viewer.ts';

/** @throws ApiError NOT_FOUND (no such student or trainer), CONFLICT (full) */
export async function assign(
  app: FastifyInstance,
  request: FastifyRequest,
  wish: { studentId: string; trainerId: string | undefined },
): Promise<{ id: string; name: string }> {
  const { organisationId, userId } = viewerOf(request);
  return inOrganisation(app.database, organisationId, async (trx) => {
    const student = await findUser(trx, wish.studentId);
    if (student?.role !== 'student')
      throw new ApiError('NOT_FOUND', 'There is no such student in your organisation.');
    const assigned = await assignTrainer(trx, { organisationId, assignedBy: userId, ...wish });
    if (assigned === 'unknown')
      throw new ApiError('NOT_FOUND', 'There is no such trainer in your organisation.');
    if (assigned === 'full')
      throw new ApiError(
        'CONFLICT',
        wish.trainerId
          ? 'This trainer has as many students as they may have.'
          : 'No trainer has room for another student.',
      );
    const trainer = (await findUser(trx, assigned.trainerId))!;
    await recordAudit(trx, {
      actorId: userId,
      action: 'trainer.assigned',
      subjectType: 'user',
      subjectId: wish.studentId,
      before: { trainer_id: student.trainer_id },
      after: { trainer_id: trainer.id },
      request,
    });
    return { id: trainer.id, name: trainer.name };
  });
}
