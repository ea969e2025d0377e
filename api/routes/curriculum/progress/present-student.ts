import type { Static } from 'typebox';
import { percentOf } from '#domain/curriculum/outline.ts';
import type { StudentRow } from '#models/people/find-students.ts';
import { pictureUrl } from '#api/picture-url.ts';
import type { StudentProgress } from '#api/schemas/progress.ts';

/** A student in a trainer's list. */
export function presentStudent(row: StudentRow): Static<typeof StudentProgress> {
  return {
    student: { id: row.id, name: row.name, email: row.email, track: row.track, picture_url: pictureUrl(row) },
    trainer: row.trainer_id === null ? null : { id: row.trainer_id, name: row.trainer_name! },
    courses: (row.courses ?? []).map(({ id, slug, title, status, ...progress }) => ({
      id,
      slug,
      title,
      status,
      progress: {
        ...progress,
        percent: percentOf(
          progress.lessons_completed + progress.exercises_solved,
          progress.lessons + progress.exercises,
        ),
      },
    })),
    exercises_solved: row.exercises_solved,
    last_active_at: row.last_active_at?.toISOString() ?? null,
    last_result: row.last_result && presentResult(row.last_result),
  };
}

function presentResult({ slug, title, graded_at, ...result }: NonNullable<StudentRow['last_result']>) {
  return { ...result, exercise: { slug, title }, graded_at: new Date(graded_at).toISOString() };
}
