export type DatedExercise = { slug: string; title: string; dueAt: string | null };

/** What counts as soon, in ms: a trainer plans two or three days ahead. */
const soon = 3 * 86_400_000;

/** Whether the ISO time `dueAt` lies ahead of `now` (ms), and not far. */
export const isSoon = (dueAt: string, now: number): boolean =>
  Date.parse(dueAt) > now && Date.parse(dueAt) < now + soon;

/** The exercises due within three days from `now` (ms), the next one first. */
export const dueSoon = (exercises: DatedExercise[], now: number): (DatedExercise & { dueAt: string })[] =>
  exercises
    .filter(
      (exercise): exercise is DatedExercise & { dueAt: string } =>
        exercise.dueAt !== null && isSoon(exercise.dueAt, now),
    )
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt));
