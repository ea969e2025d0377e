import type { Knex } from 'knex';
import { LessonBlock } from './lesson-block.ts';
import type { LessonBlockContent } from './lesson-block.ts';

export type LessonRow = {
  id: string;
  slug: string;
  title: string;
  summary: string;
  estimated_minutes: number | null;
  course_id: string;
  course_slug: string;
  course_title: string;
};

export type LessonBlockRow = {
  id: string;
  kind: 'text' | 'code' | 'exercise';
  content: LessonBlockContent;
  exercise_slug: string | null;
};

/** A published lesson of a published course, with its blocks in order. The exercises' titles and results are in the course's outline (find-outlines.ts). */
export async function findLesson(
  trx: Knex.Transaction,
  id: string,
): Promise<{ lesson: LessonRow; blocks: LessonBlockRow[] } | undefined> {
  const lesson = await trx('lessons')
    .join('courses', 'courses.id', 'lessons.course_id')
    .where({ 'lessons.id': id, 'lessons.status': 'published', 'courses.status': 'published' })
    .first<LessonRow | undefined>(
      ...['id', 'slug', 'title', 'summary', 'estimated_minutes', 'course_id'].map(
        (name) => `lessons.${name}`,
      ),
      'courses.slug as course_slug',
      'courses.title as course_title',
    );
  if (!lesson) return undefined;
  const blocks = await LessonBlock.query(trx)
    .leftJoin('exercises', 'exercises.id', 'lesson_blocks.exercise_id')
    .where('lesson_id', id)
    .orderBy('position')
    .select('lesson_blocks.id', 'kind', 'content', 'exercises.slug as exercise_slug')
    .castTo<LessonBlockRow[]>();
  return { lesson, blocks };
}
