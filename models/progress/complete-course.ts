import type { Knex } from 'knex';

// What is still open: a published lesson that is not completed, or a published exercise of such a lesson that is not solved.
const openPieces = `
  select 1 from lessons
    left join lesson_progress on lesson_progress.lesson_id = lessons.id and lesson_progress.user_id = enrolments.user_id and lesson_progress.status = 'COMPLETED'
  where lessons.course_id = enrolments.course_id and lessons.status = 'published' and lesson_progress.lesson_id is null
  union all
  select 1 from lessons
    join lesson_blocks on lesson_blocks.lesson_id = lessons.id
    join exercises on exercises.id = lesson_blocks.exercise_id and exercises.status = 'published'
    left join exercise_progress on exercise_progress.exercise_id = exercises.id and exercise_progress.user_id = enrolments.user_id and solved_at is not null
  where lessons.course_id = enrolments.course_id and lessons.status = 'published' and exercise_progress.exercise_id is null`;

/**
 * Completes a person's enrolments in which nothing is open any more: every lesson marked as done and every exercise in them solved.
 * A completed course stays completed, also when a lesson is added later. The enrolments are locked before anything is counted: of two
 * last pieces that are finished at once, the second waits here and then sees the first.
 * @param of the lesson or the exercise that was finished just now; only courses that hold it are looked at
 * @returns the ids of the courses that were completed by this
 */
export async function completeCourse(
  trx: Knex.Transaction,
  of: { organisationId: string; userId: string; at: Date } & ({ lessonId: string } | { exerciseId: string }),
): Promise<string[]> {
  const holding =
    'lessonId' in of
      ? trx('lessons').where({ id: of.lessonId }).select('course_id')
      : trx('lesson_blocks')
          .join('lessons', 'lessons.id', 'lesson_id')
          .where({ exercise_id: of.exerciseId })
          .select('course_id');
  const active = await trx('enrolments')
    .where({ user_id: of.userId, status: 'active' })
    .whereIn('course_id', holding)
    .orderBy('id')
    .forUpdate()
    .select<{ id: string }[]>('id');
  // A statement of its own, because what a statement sees is settled before it waits for a lock.
  const completed = await trx('enrolments')
    .whereIn(
      'id',
      active.map(({ id }) => id),
    )
    .whereRaw(`not exists (${openPieces})`)
    .update({ status: 'completed', completed_at: of.at })
    .returning<{ course_id: string }[]>('course_id');
  if (completed.length > 0) {
    await trx('progress_events').insert(
      completed.map(({ course_id }) => ({
        organisation_id: of.organisationId,
        user_id: of.userId,
        kind: 'course_completed',
        course_id,
        happened_at: of.at,
      })),
    );
  }
  return completed.map(({ course_id }) => course_id);
}
