import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { usableTimeZone } from '../../../../domain/streak.ts';
import { findProgress } from '../../../../models/find-progress.ts';
import { inOrganisation } from '../../../../models/in-organisation.ts';
import { learnerFor } from '../../../acting-for.ts';
import type { LearnerProgress } from '../../../schemas/progress.ts';
import { viewerOf } from '../../../viewer.ts';
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
