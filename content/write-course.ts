import type { Knex } from 'knex';
import { Category } from '#models/curriculum/category.ts';
import { contentHash } from '#models/exercises/content-hash.ts';
import { Course } from '#models/curriculum/course.ts';
import { Exercise } from '#models/exercises/exercise.ts';
import { LessonBlock } from '#models/curriculum/lesson-block.ts';
import { Lesson } from '#models/curriculum/lesson.ts';
import type { LessonBlock as BlockContent, LessonContent } from './reading/read-lesson.ts';
import type { CourseContent } from './reading/read-organisation.ts';

type Wanted = {
  organisationId: string;
  authorId: string;
  course: CourseContent;
  exerciseIds: ReadonlyMap<string, string>;
};

/**
 * Writes one course with its lessons and blocks, unless it is as it was imported last.
 * Lessons keep their ids by slug, so progress stays; one that left the files becomes a draft.
 * @returns whether anything changed
 */
export async function writeCourse(
  trx: Knex.Transaction,
  { organisationId, authorId, course, exerciseIds }: Wanted,
): Promise<boolean> {
  const hash = contentHash(course);
  const known = await Course.query(trx).findOne({ organisation_id: organisationId, slug: course.slug });
  if (known?.content_hash === hash) return false;
  const category = await Category.query(trx)
    .findOne({ organisation_id: organisationId, slug: course.category })
    .throwIfNotFound();
  const { id: courseId } = await Course.query(trx)
    .insert({
      organisation_id: organisationId,
      category_id: category.id,
      slug: course.slug,
      title: course.title,
      summary: course.summary,
      description_md: course.description ?? '',
      difficulty: course.difficulty,
      estimated_minutes: course.lessons.reduce((sum, lesson) => sum + lesson.minutes, 0),
      status: 'published',
      position: course.position ?? 0,
      content_hash: hash,
      created_by: authorId,
      updated_at: new Date(),
    })
    .onConflict(['organisation_id', 'slug'])
    .merge([
      'category_id',
      'title',
      'summary',
      'description_md',
      'difficulty',
      'estimated_minutes',
      'status',
      'position',
      'content_hash',
      'updated_at',
    ])
    .returning('id');
  for (const [position, lesson] of course.lessons.entries()) {
    await writeLesson(trx, { organisationId, courseId, position, lesson, exerciseIds });
  }
  const kept = course.lessons.map(({ slug }) => slug);
  await Lesson.query(trx).patch({ status: 'draft' }).where({ course_id: courseId }).whereNotIn('slug', kept);
  // An exercise that several courses show belongs to the first of them.
  await Exercise.query(trx)
    .patch({ course_id: courseId })
    .whereIn('id', exercisesOf(course, exerciseIds))
    .whereNull('course_id');
  return true;
}

async function writeLesson(
  trx: Knex.Transaction,
  wanted: {
    organisationId: string;
    courseId: string;
    position: number;
    lesson: LessonContent;
    exerciseIds: ReadonlyMap<string, string>;
  },
): Promise<void> {
  const { organisationId, courseId, position, lesson, exerciseIds } = wanted;
  const { id: lessonId } = await Lesson.query(trx)
    .insert({
      organisation_id: organisationId,
      course_id: courseId,
      slug: lesson.slug,
      title: lesson.title,
      summary: lesson.summary,
      position,
      estimated_minutes: lesson.minutes,
      status: 'published',
      updated_at: new Date(),
    })
    .onConflict(['organisation_id', 'course_id', 'slug'])
    .merge(['title', 'summary', 'position', 'estimated_minutes', 'status', 'updated_at'])
    .returning('id');
  await LessonBlock.query(trx).delete().where({ lesson_id: lessonId });
  if (lesson.blocks.length === 0) return;
  await LessonBlock.query(trx).insert(
    lesson.blocks.map((block, index) => ({
      organisation_id: organisationId,
      lesson_id: lessonId,
      position: index,
      kind: block.kind,
      content: contentOf(block),
      exercise_id: block.kind === 'exercise' ? exerciseIds.get(block.slug)! : null,
    })),
  );
}

function contentOf(block: BlockContent) {
  if (block.kind === 'text') return { markdown: block.markdown };
  if (block.kind === 'code') {
    const { kind: _, ...content } = block;
    return content;
  }
  return { note: block.note };
}

function exercisesOf(course: CourseContent, exerciseIds: ReadonlyMap<string, string>): string[] {
  const blocks = course.lessons.flatMap((lesson) => lesson.blocks);
  return blocks.flatMap((block) => (block.kind === 'exercise' ? [exerciseIds.get(block.slug)!] : []));
}
