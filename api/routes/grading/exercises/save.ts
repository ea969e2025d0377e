import type { FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { problemsOfDefinition } from '#domain/exercises/check-exercise-definition.ts';
import { completeDefinition } from '#domain/exercises/exercise-definition.ts';
import { fieldFault } from '#domain/field-faults.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { Course } from '#models/curriculum/course.ts';
import { Exercise } from '#models/exercises/exercise.ts';
import { saveExercise } from '#models/exercises/save-exercise.ts';
import type { SavedExercise } from '#models/exercises/save-exercise.ts';
import { beginSolutionCheck } from '#models/processes/grade-submission.ts';
import type { Accepted } from '#api/accept-process.ts';
import { ApiError } from '#api/errors.ts';
import { success } from '#api/schemas/envelope.ts';
import type { ExerciseBody } from '#api/schemas/exercise.ts';
import { viewerOf } from '#api/viewer.ts';
import { findAuthoring } from './authoring.ts';

/**
 * Saves what an author wrote as a new version (none when nothing changed) and queues the check of its own solution.
 * @param mode 'create' refuses a slug that is taken
 * @returns the answer, the exercise as its authors see it, and the outbox rows of the check
 * @throws ApiError VALIDATION_ERROR with the reasons by field, CONFLICT for a taken slug
 */
export async function save(
  trx: Knex.Transaction,
  request: FastifyRequest<{ Body: Static<typeof ExerciseBody> }>,
  mode: 'create' | 'create_or_update',
) {
  const { organisationId, userId: authorId } = viewerOf(request);
  const { course, ...input } = request.body;
  const definition = completeDefinition(input);
  const problems = problemsOfDefinition(definition);
  if (Object.keys(problems).length > 0)
    throw new ApiError(
      'exercise_does_not_fit',
      {},
      {
        reasons: problems,
      },
    );

  if (mode === 'create') await refuseTakenSlug(trx, definition.slug);
  const courseId = course && (await courseIdOf(trx, course));
  const wish = { organisationId, authorId, definition, ...(courseId !== undefined && { courseId }) };
  const saved = await saveExercise(trx, wish);
  if (saved.changed) await recordSaved(trx, request, saved);
  const check = { ...saved, organisationId, requestedBy: authorId, solution: definition.solution };
  const outboxIds = saved.changed && !saved.draftReason ? await beginSolutionCheck(trx, check) : [];
  const exercise = await findAuthoring(trx, definition.slug);
  const message = 'Saved. It is published once its own solution is accepted in each language.';
  return {
    status: mode === 'create' ? 201 : 200,
    body: success(exercise, message),
    location: `/api/grading/exercises/${definition.slug}`,
    outboxIds,
  } satisfies Accepted<object>;
}

async function refuseTakenSlug(trx: Knex.Transaction, slug: string): Promise<void> {
  const taken = await Exercise.query(trx).findOne({ slug }).select('id');
  if (taken) throw new ApiError('exercise_taken', { exercise: slug });
}

async function courseIdOf(trx: Knex.Transaction, slug: string): Promise<string> {
  const row = await Course.query(trx).findOne({ slug }).select('id');
  if (row) return row.id;
  throw new ApiError(
    'exercise_course_missing',
    {},
    {
      reasons: { course: [fieldFault('no_course', { course: slug })] },
    },
  );
}

async function recordSaved(
  trx: Knex.Transaction,
  request: FastifyRequest,
  { exerciseId, versionId }: SavedExercise,
): Promise<void> {
  const { userId: actorId } = viewerOf(request);
  await recordAudit(trx, {
    actorId,
    action: 'exercise.saved',
    subjectType: 'exercise',
    subjectId: exerciseId,
    after: { version_id: versionId },
    request,
  });
}
