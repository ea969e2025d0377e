import type { Knex } from 'knex';
import { findGradable } from '#models/exercises/find-gradable.ts';
import { isStaff } from '#models/grading/visible-submissions.ts';
import { beginRun } from '#models/processes/run-code.ts';
import { ApiError } from '#api/errors.ts';
import { refuseLanguage } from '#api/source-checks.ts';
import type { CheckedSource } from '#api/source-checks.ts';
import type { Viewer } from '#api/viewer.ts';

/**
 * Takes code to be run: the run and the outbox row, in one transaction. Authors may run drafts too.
 * @param source.stdin null: the visible tests
 * @throws ApiError NOT_FOUND, VALIDATION_ERROR for a language the exercise has not, or when there is no visible test to run
 */
export async function acceptRun(
  trx: Knex.Transaction,
  viewer: Viewer,
  slug: string,
  source: CheckedSource & { stdin: string | null },
): Promise<{ runId: string; outboxId: string }> {
  const exercise = await findGradable(trx, slug, { asAuthor: isStaff(viewer) });
  if (!exercise) throw new ApiError('NOT_FOUND', `There is no exercise “${slug}”.`);
  refuseLanguage(source.language, exercise.languages);
  if (source.stdin === null) {
    const visible = await trx('exercise_tests')
      .where({ exercise_version_id: exercise.version_id, hidden: false })
      .first('position');
    if (!visible)
      throw new ApiError(
        'VALIDATION_ERROR',
        'All tests of this exercise are hidden. Give input of your own to run your code.',
        {
          details: { stdin: ['is required here'] },
        },
      );
  }
  return beginRun(trx, {
    organisationId: viewer.organisationId,
    exerciseId: exercise.id,
    versionId: exercise.version_id,
    userId: viewer.userId,
    ...source,
  });
}
