import type { Knex } from 'knex';
import type { OutlineExercise, OutlineLesson } from '#domain/curriculum/outline.ts';
import type { EnrolmentWithOutline } from '../curriculum/find-enrolments.ts';
import { findEnrolments } from '../curriculum/find-enrolments.ts';

/** One lesson, or one exercise of it, in one course of a person. */
export type ProgressLine = {
  enrolment: EnrolmentWithOutline;
  number: number;
  lesson: OutlineLesson;
  exercise: OutlineExercise | null;
};

const mostCourses = 1_000;

/** Everything a person is enrolled in, flat: each lesson and after it its exercises. */
export async function findProgressLines(trx: Knex.Transaction, userId: string): Promise<ProgressLine[]> {
  const { rows } = await findEnrolments(trx, {
    userId,
    page: 1,
    pageSize: mostCourses,
    statuses: ['active', 'completed'],
  });
  return rows.flatMap((enrolment) =>
    enrolment.lessons.flatMap((lesson, index) =>
      [null, ...lesson.exercises].map((exercise) => ({ enrolment, number: index + 1, lesson, exercise })),
    ),
  );
}
