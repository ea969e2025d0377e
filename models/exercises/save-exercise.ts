import type { Knex } from 'knex';
import { reasonToStayDraft } from '#domain/exercises/check-exercise-definition.ts';
import { draftReason as draftReasonOf, type DraftReason } from '#domain/exercises/draft-reason.ts';
import type { ExerciseDefinition } from '#domain/exercises/exercise-definition.ts';
import { contentHash } from './content-hash.ts';
import { ExerciseTest } from './exercise-test.ts';
import { ExerciseVersion } from './exercise-version.ts';
import { Exercise } from './exercise.ts';
import { whyDraft } from './why-draft.ts';

export type SavedExercise = {
  exerciseId: string;
  versionId: string;
  /** False when the same was saved before: no version was made. */
  changed: boolean;
  /** Why the new version cannot be checked, null when its check may start. */
  draftReason: DraftReason | null;
};

/**
 * Saves a definition as a new immutable version, or finds it unchanged. Students go on seeing the published version, if there is one, until the new one's own solution is accepted.
 * @param trx a transaction in the organisation's scope
 * @param input.courseId the course it belongs to; undefined leaves it as it is
 */
export async function saveExercise(
  trx: Knex.Transaction,
  input: {
    organisationId: string;
    authorId: string;
    definition: ExerciseDefinition;
    courseId?: string | null;
  },
): Promise<SavedExercise> {
  const { organisationId, authorId, definition } = input;
  const { slug, tests, ...content } = definition;
  await Exercise.query(trx)
    .insert({
      organisation_id: organisationId,
      slug,
      created_by: authorId,
      course_id: input.courseId ?? null,
    })
    .onConflict(['organisation_id', 'slug'])
    .ignore();
  // Two authors saving at once: the second waits here and numbers its version after the first's.
  const exercise = await Exercise.query(trx)
    .findOne({ organisation_id: organisationId, slug })
    .forUpdate()
    .throwIfNotFound();
  if (input.courseId !== undefined && input.courseId !== exercise.course_id)
    await exercise.$query(trx).patch({ course_id: input.courseId });

  const hash = contentHash({ ...content, tests });
  const latest = exercise.latest_version_id
    ? await ExerciseVersion.query(trx).findById(exercise.latest_version_id)
    : undefined;
  const draftReason = reasonToStayDraft(definition);
  if (latest?.content_hash === hash)
    return { exerciseId: exercise.id, versionId: latest.id, changed: false, draftReason };

  const version = await ExerciseVersion.query(trx).insertAndFetch({
    ...content,
    due_at: content.due_at ? new Date(content.due_at) : null,
    organisation_id: organisationId,
    exercise_id: exercise.id,
    number: (latest?.number ?? 0) + 1,
    content_hash: hash,
    created_by: authorId,
  });
  await ExerciseTest.query(trx).insert(
    tests.map(({ group, ...test }, position) => ({
      ...test,
      test_group: group,
      position,
      organisation_id: organisationId,
      exercise_version_id: version.id,
    })),
  );
  await exercise.$query(trx).patch({
    latest_version_id: version.id,
    ...whyDraft(draftReason ?? draftReasonOf('being_checked')),
    updated_at: new Date(),
  });
  return { exerciseId: exercise.id, versionId: version.id, changed: true, draftReason };
}
