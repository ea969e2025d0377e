import type { Knex } from 'knex';
import type { OutlineExercise, OutlineLesson } from '#domain/curriculum/outline.ts';
import { csvOf } from '#domain/progress/csv.ts';
import { findEnrolments } from '#models/curriculum/find-enrolments.ts';
import type { EnrolmentWithOutline } from '#models/curriculum/find-enrolments.ts';

/** One lesson, or one exercise of it, in one course of a person. */
type ProgressLine = {
  enrolment: EnrolmentWithOutline;
  number: number;
  lesson: OutlineLesson;
  exercise: OutlineExercise | null;
};

const columns: { title: string; cell: (line: ProgressLine) => string | number | null }[] = [
  { title: 'course', cell: ({ enrolment }) => enrolment.course_title },
  { title: 'lesson_number', cell: ({ number }) => number },
  { title: 'lesson', cell: ({ lesson }) => lesson.title },
  { title: 'lesson_status', cell: ({ lesson }) => lesson.status },
  { title: 'exercise', cell: ({ exercise }) => exercise?.title ?? null },
  { title: 'attempts', cell: ({ exercise }) => exercise?.attempts ?? null },
  { title: 'best_score', cell: ({ exercise }) => exercise?.bestScore ?? null },
  { title: 'max_score', cell: ({ exercise }) => exercise?.maxScore ?? null },
  { title: 'solved', cell: ({ exercise }) => exercise && (exercise.solved ? 'yes' : 'no') },
];

const maxCourses = 1_000;

/** Everything a person is enrolled in as CSV, a line for each lesson and after it one for each of its exercises. */
export async function exportProgress(trx: Knex.Transaction, userId: string): Promise<string> {
  const { rows } = await findEnrolments(trx, {
    userId,
    page: 1,
    pageSize: maxCourses,
    statuses: ['active', 'completed'],
  });
  const lines = rows.flatMap((enrolment) =>
    enrolment.lessons.flatMap((lesson, index) =>
      [null, ...lesson.exercises].map((exercise) => ({ enrolment, number: index + 1, lesson, exercise })),
    ),
  );
  return csvOf(columns, lines);
}
