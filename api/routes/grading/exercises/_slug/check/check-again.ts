import type { Knex } from 'knex';
import { reasonToStayDraft } from '#domain/exercises/check-exercise-definition.ts';
import { Exercise } from '#models/exercises/exercise.ts';
import { beginSolutionCheck } from '#models/processes/grade-submission.ts';
import { ApiError } from '#api/errors.ts';
import type { Viewer } from '#api/viewer.ts';
import { findAuthoring } from '#api/routes/grading/exercises/find-authoring.ts';

/**
 * Queues another check of the latest version's own solution.
 * @returns the exercise as its authors see it, and the outbox rows
 * @throws ApiError NOT_FOUND, CONFLICT while a check is under way or when there is nothing to check
 */
export async function checkAgain(
  trx: Knex.Transaction,
  { organisationId, userId: requestedBy }: Viewer,
  slug: string,
) {
  const { id, version_id: versionId, solution, ...definition } = await findAuthoring(trx, slug);
  const reason = reasonToStayDraft({ ...definition, solution });
  if (reason) throw new ApiError('CONFLICT', `There is nothing to check yet. ${reason}`);
  // Two authors asking at once: the second waits here, and then finds the first one's checks.
  await Exercise.query(trx).findById(id).forUpdate();
  const underWay = await trx('submissions')
    .where({ exercise_version_id: versionId, purpose: 'solution_check' })
    .whereIn('status', ['queued', 'running'])
    .first('id');
  if (underWay) throw new ApiError('CONFLICT', 'Its solution is being checked right now.');
  const queued = await beginSolutionCheck(trx, {
    organisationId,
    exerciseId: id,
    versionId,
    requestedBy,
    solution,
  });
  await Exercise.query(trx).findById(id).patch({ status_reason: 'Its own solution is being checked.' });
  return { exercise: await findAuthoring(trx, slug), queued };
}
