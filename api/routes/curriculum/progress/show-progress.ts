import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { usableTimeZone } from '#domain/people/streak.ts';
import { findProgress } from '#models/progress/find-progress.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { learnerFor } from '#api/acting-for.ts';
import type { LearnerProgress } from '#api/schemas/progress.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentLearner } from './present-progress.ts';

/**
 * The progress of one person, if the viewer may see it.
 * @throws ApiError NOT_FOUND
 */
export async function showProgress(
  request: FastifyRequest,
  learnerId: string,
): Promise<Static<typeof LearnerProgress>> {
  const viewer = viewerOf(request);
  return inOrganisation(request.server.database, viewer.organisationId, async (trx) => {
    const learner = await learnerFor(trx, viewer, learnerId);
    const timeZone = usableTimeZone(learner.time_zone);
    const rows = await findProgress(trx, { userId: learner.id, timeZone });
    return presentLearner({ ...learner, time_zone: timeZone }, rows, new Date());
  });
}
