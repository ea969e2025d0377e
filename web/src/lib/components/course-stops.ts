import type { OutlineLesson } from '#lib/api/types.ts';
import type { Texts } from '#lib/texts/index.ts';
import type { TrailStop } from './trail.ts';

/** A course's lessons as stops of a trail: "you are here" is the first lesson that is not done, once any was begun or the course was. */
export const courseStops = (
  slug: string,
  lessons: OutlineLesson[],
  t: Texts,
  { enrolled, linked = true }: { enrolled: boolean; linked?: boolean },
): TrailStop[] => {
  const here = enrolled ? lessons.findIndex((lesson) => lesson.status !== 'COMPLETED') : -1;
  return lessons.map((lesson, index) => {
    const minutes = lesson.estimated_minutes === null ? null : t.common.minutes(lesson.estimated_minutes);
    const exercises = lesson.exercises.length === 0 ? null : t.courses.exercises(lesson.exercises.length);
    const detail = [minutes, exercises].filter((part) => part !== null).join(' · ');
    return {
      id: lesson.id,
      label: lesson.title,
      state: lesson.status === 'COMPLETED' ? 'done' : index === here ? 'here' : 'ahead',
      ...(linked ? { href: `/courses/${slug}/${lesson.slug}` } : {}),
      ...(detail ? { detail } : {}),
    };
  });
};
