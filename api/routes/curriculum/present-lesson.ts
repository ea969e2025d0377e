import type { Static } from 'typebox';
import type { OutlineLesson } from '#domain/curriculum/outline.ts';
import type { LessonBlockRow, LessonRow } from '#models/curriculum/find-lesson.ts';
import type { LessonDetail } from '#api/schemas/course.ts';
import { presentOutline, presentOutlineExercise } from './present-course.ts';

/** A lesson as the API answers it; Markdown goes out as it was written, and the site renders it. */
export function presentLesson(found: {
  lesson: LessonRow;
  blocks: LessonBlockRow[];
  enrolled: boolean;
  outline: OutlineLesson[];
}): Static<typeof LessonDetail> {
  const { lesson, blocks, enrolled, outline } = found;
  const index = outline.findIndex(({ id }) => id === lesson.id);
  const here = outline[index]!;
  return {
    id: lesson.id,
    slug: lesson.slug,
    title: lesson.title,
    summary: lesson.summary,
    number: index + 1,
    estimated_minutes: lesson.estimated_minutes,
    course: {
      id: lesson.course_id,
      slug: lesson.course_slug,
      title: lesson.course_title,
      lesson_count: outline.length,
    },
    status: here.status,
    enrolled,
    blocks: blocks.map(({ id, kind, content, exercise_slug }) => {
      const exercise = here.exercises.find(({ slug }) => slug === exercise_slug);
      return { id, kind, ...content, ...(exercise && { exercise: presentOutlineExercise(exercise) }) };
    }),
    outline: presentOutline(outline),
    previous_lesson_id: outline[index - 1]?.id ?? null,
    next_lesson_id: outline[index + 1]?.id ?? null,
  };
}
