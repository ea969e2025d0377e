import type { Knex } from 'knex';
import type { OutlineLesson } from '#domain/curriculum/outline.ts';
import type { LessonStatus } from '#domain/progress/progress.ts';

type LessonRow = {
  id: string;
  course_id: string;
  slug: string;
  title: string;
  summary: string;
  estimated_minutes: number | null;
  status: LessonStatus | null;
  last_seen_at: Date | null;
};
type ExerciseRow = {
  lesson_id: string;
  slug: string;
  title: string;
  available: boolean;
  attempts: number | null;
  best_score: number | null;
  max_score: number | null;
  solved: boolean;
};

/**
 * The lessons of courses, in order, with their exercises and one person's progress in them: two statements for any number of courses.
 * @param userId null for somebody who is not signed in
 * @returns lessons by course id
 */
export async function findOutlines(
  trx: Knex.Transaction,
  courseIds: readonly string[],
  userId: string | null,
): Promise<Map<string, OutlineLesson[]>> {
  const lessons = await trx('lessons')
    .leftJoin('lesson_progress as progress', function () {
      this.on('progress.lesson_id', '=', 'lessons.id').andOn(
        'progress.user_id',
        '=',
        trx.raw('?::uuid', [userId]),
      );
    })
    .whereIn('lessons.course_id', courseIds)
    .where('lessons.status', 'published')
    .orderBy(['lessons.course_id', 'lessons.position'])
    .select<LessonRow[]>(
      'lessons.id',
      'course_id',
      'slug',
      'title',
      'summary',
      'estimated_minutes',
      'progress.status',
      'progress.last_seen_at',
    );
  const exercises = await trx('lesson_blocks as blocks')
    .join('lessons', 'lessons.id', 'blocks.lesson_id')
    .join('exercises', 'exercises.id', 'blocks.exercise_id')
    .join(
      'exercise_versions as versions',
      'versions.id',
      trx.raw('coalesce(exercises.published_version_id, exercises.latest_version_id)'),
    )
    .leftJoin('exercise_progress as progress', function () {
      this.on('progress.exercise_id', '=', 'exercises.id').andOn(
        'progress.user_id',
        '=',
        trx.raw('?::uuid', [userId]),
      );
    })
    .whereIn('lessons.course_id', courseIds)
    .where('lessons.status', 'published')
    .orderBy(['blocks.lesson_id', 'blocks.position'])
    .select<ExerciseRow[]>(
      'blocks.lesson_id',
      'exercises.slug',
      'versions.title',
      trx.raw(`exercises.status = 'published' as available`),
      'attempts',
      'best_score',
      'max_score',
      trx.raw('solved_at is not null as solved'),
    );
  const byLesson = Map.groupBy(exercises, ({ lesson_id }) => lesson_id);
  const outlines = new Map<string, OutlineLesson[]>(courseIds.map((id) => [id, []]));
  for (const row of lessons) {
    outlines.get(row.course_id)!.push({
      id: row.id,
      slug: row.slug,
      title: row.title,
      summary: row.summary,
      estimatedMinutes: row.estimated_minutes,
      status: row.status ?? 'NOT_STARTED',
      seenAt: row.last_seen_at,
      exercises: (byLesson.get(row.id) ?? []).map(outlineExercise),
    });
  }
  return outlines;
}

function outlineExercise(row: ExerciseRow) {
  const { slug, title, available, solved } = row;
  return {
    slug,
    title,
    available,
    solved,
    attempts: row.attempts ?? 0,
    bestScore: row.best_score,
    maxScore: row.max_score,
  };
}
