import type { Exercise } from '#lib/api/types.ts';
import type { Texts } from '#lib/texts/index.ts';
import { isLearner, type Viewer } from '#lib/viewer.ts';

/** Why this person cannot hand in this exercise now, in words; null when they can. The API decides; this says it before. */
export const whyNotSubmit = (
  exercise: Exercise,
  viewer: Viewer | null,
  t: Texts,
  now: number = Date.now(),
): string | null => {
  if (!isLearner(viewer)) return t.exercises.trainersRun;
  if (viewer?.emailVerified === false) return t.exercises.unverified;
  if (exercise.status !== 'published') return t.exercises.draft;
  if (exercise.attempts_left === 0) return t.exercises.noAttemptsLeft;
  const overdue = exercise.due_at !== null && Date.parse(exercise.due_at) < now;
  if (overdue && exercise.late_policy?.kind === 'refuse') return t.exercises.lateRefused;
  return null;
};
