export type DatedExercise = { slug: string; title: string; dueAt: string | null };

/** What counts as soon, in ms: a trainer plans two or three days ahead. */
const soon = 3 * 86_400_000;

/** The exercises due within three days from `now` (ms), the next one first. */
export const dueSoon = (exercises: DatedExercise[], now: number): (DatedExercise & { dueAt: string })[] =>
  exercises
    .filter(
      (exercise): exercise is DatedExercise & { dueAt: string } =>
        exercise.dueAt !== null && Date.parse(exercise.dueAt) > now && Date.parse(exercise.dueAt) < now + soon,
    )
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt));
