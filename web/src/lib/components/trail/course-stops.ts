import type { OutlineExercise, OutlineLesson } from '#lib/api/types.ts';
import type { Texts } from '#lib/texts/index.ts';
import type { TrailStop } from './trail.ts';

/** The exercises of a lesson that can be opened and are not solved. */
export const exercisesLeft = (lesson: { exercises: OutlineExercise[] }): OutlineExercise[] =>
  lesson.exercises.filter((exercise) => exercise.available && !exercise.solved);

/** How many those are. */
export const openExercises = (lesson: OutlineLesson): number => exercisesLeft(lesson).length;

/** Where a lesson stands for its reader, but for "you are here". */
export const lessonState = (lesson: OutlineLesson): 'done' | 'half' | 'ahead' => {
  if (lesson.status !== 'COMPLETED') return 'ahead';
  return openExercises(lesson) === 0 ? 'done' : 'half';
};

/**
 * A course's lessons as stops of a trail. "You are here" is where the course is gone on with (`resumeAt`, a lesson's id), else the first lesson that is not read,
 * once any was begun or the course was.
 */
export const courseStops = (
  slug: string,
  lessons: OutlineLesson[],
  t: Texts,
  {
    enrolled,
    linked = true,
    resumeAt,
  }: { enrolled: boolean; linked?: boolean; resumeAt?: string | undefined },
): TrailStop[] => {
  const unread = lessons.filter((lesson) => lesson.status !== 'COMPLETED');
  const here = enrolled ? (unread.find(({ id }) => id === resumeAt) ?? unread[0])?.id : undefined;
  return lessons.map((lesson) => {
    const minutes =
      lesson.estimated_minutes === null ? null : t.common.minutes({ count: lesson.estimated_minutes });
    const state = lesson.id === here ? 'here' : lessonState(lesson);
    const count = state === 'half' ? openExercises(lesson) : lesson.exercises.length;
    const exercises =
      count === 0
        ? null
        : state === 'half'
          ? t.courses.exercisesOpen({ count })
          : t.courses.exercises({ count });
    const detail = [minutes, exercises].filter((part) => part !== null).join(' · ');
    return {
      id: lesson.id,
      label: lesson.title,
      state,
      ...(linked ? { href: `/courses/${slug}/${lesson.slug}` } : {}),
      ...(detail ? { detail } : {}),
    };
  });
};
