import type { Knex } from 'knex';

export type ExerciseCourse = { id: string; slug: string; title: string; enrolled: boolean };

/**
 * The course in which a person does an exercise: one they are enrolled in before any other, and of those one that is not completed.
 * @returns undefined when no published lesson of a published course holds it
 */
export async function findExerciseCourse(
  trx: Knex.Transaction,
  of: { slug: string; userId: string },
): Promise<ExerciseCourse | undefined> {
  const { rows } = await trx.raw<{ rows: ExerciseCourse[] }>(
    `select courses.id, courses.slug, courses.title, enrolments.id is not null as enrolled
     from exercises
       join lesson_blocks on lesson_blocks.exercise_id = exercises.id
       join lessons on lessons.id = lesson_blocks.lesson_id and lessons.status = 'published'
       join courses on courses.id = lessons.course_id and courses.status = 'published'
       left join enrolments on enrolments.course_id = courses.id and enrolments.user_id = ? and enrolments.status <> 'cancelled'
     where exercises.slug = ? and exercises.status = 'published'
     order by enrolments.id is null, enrolments.status = 'completed', enrolments.enrolled_at desc, courses.position, courses.id limit 1`,
    [of.userId, of.slug],
  );
  return rows[0];
}
