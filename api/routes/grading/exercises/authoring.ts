import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { reasonToStayDraft } from '#domain/exercises/check-exercise-definition.ts';
import { describeDraftReason, draftReason } from '#domain/exercises/draft-reason.ts';
import { Course } from '#models/curriculum/course.ts';
import { ExerciseTest } from '#models/exercises/exercise-test.ts';
import { ExerciseVersion } from '#models/exercises/exercise-version.ts';
import { Exercise } from '#models/exercises/exercise.ts';
import { checkerFailures } from '#models/exercises/checker-failures.ts';
import { latestChecks } from '#models/exercises/latest-checks.ts';
import { whyDraft } from '#models/exercises/why-draft.ts';
import { beginSolutionCheck } from '#models/processes/grade-submission.ts';
import { ApiError } from '#api/errors.ts';
import type { ExerciseAuthoring } from '#api/schemas/exercise.ts';
import type { Viewer } from '#api/viewer.ts';

/**
 * The latest version of an exercise with everything in it, and how the check of its solution stands in each language.
 * @throws ApiError NOT_FOUND
 */
export async function findAuthoring(
  trx: Knex.Transaction,
  slug: string,
): Promise<Static<typeof ExerciseAuthoring>> {
  const exercise = await Exercise.query(trx).findOne({ slug });
  if (!exercise?.latest_version_id) throw new ApiError('no_such_exercise', { exercise: slug });
  const version = await ExerciseVersion.query(trx).findById(exercise.latest_version_id).throwIfNotFound();
  const tests = await ExerciseTest.query(trx).where({ exercise_version_id: version.id }).orderBy('position');
  const published = exercise.published_version_id
    ? await ExerciseVersion.query(trx).findById(exercise.published_version_id).select('number')
    : undefined;
  const course = exercise.course_id
    ? await Course.query(trx).findById(exercise.course_id).select('slug', 'title')
    : undefined;
  const checks = await latestChecks(trx, version.id);
  const failures = await checkerFailures(
    trx,
    [version.id, exercise.published_version_id].filter((id) => id !== null),
  );
  return {
    id: exercise.id,
    slug,
    status: exercise.status,
    status_reason: exercise.status_reason,
    draft_reason: exercise.draft_reason,
    course: course ? { slug: course.slug, title: course.title } : null,
    version_id: version.id,
    version_number: version.number,
    published_version_number: published?.number ?? null,
    title: version.title,
    statement_md: version.statement_md,
    kind: version.kind,
    difficulty: version.difficulty,
    languages: version.languages,
    limits: version.limits,
    max_attempts: version.max_attempts,
    due_at: version.due_at?.toISOString() ?? null,
    late_policy: version.late_policy,
    starter: version.starter,
    solution: version.solution,
    hints: version.hints,
    tests: tests.map((test) => test.toDefinition()),
    solution_checks: version.languages.map((language) => {
      const check = checks.find((row) => row.language === language);
      return {
        language,
        submission_id: check?.id ?? null,
        status: check?.status ?? 'not_checked',
        verdict: check?.verdict ?? null,
      };
    }),
    checker_failures: failures.map(({ last_at, ...failure }) => ({
      ...failure,
      last_at: last_at.toISOString(),
    })),
    updated_at: exercise.updated_at.toISOString(),
  };
}

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
  if (reason) throw new ApiError('nothing_to_check', { reason: describeDraftReason(reason) });
  // Two authors asking at once: the second waits here, and then finds the first one's checks.
  await Exercise.query(trx).findById(id).forUpdate();
  const underWay = await trx('submissions')
    .where({ exercise_version_id: versionId, purpose: 'solution_check' })
    .whereIn('status', ['queued', 'running'])
    .first<{ id: string } | undefined>('id');
  if (underWay) throw new ApiError('solution_being_checked');
  const wish = { organisationId, exerciseId: id, versionId, requestedBy, solution };
  const outboxIds = await beginSolutionCheck(trx, wish);
  await Exercise.query(trx)
    .findById(id)
    .patch(whyDraft(draftReason('being_checked')));
  return { exercise: await findAuthoring(trx, slug), outboxIds };
}
