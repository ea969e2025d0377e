import type { Knex } from 'knex';
import { LessonProgress } from './lesson-progress.ts';
import { storeLessonState } from './mark-lesson.ts';
import { ProgressEvent } from './progress-event.ts';
import { storeExerciseState } from './record-exercise-graded.ts';

/**
 * Adds a person's progress up anew from its events, for when the stored sums are in doubt.
 * @param trx in the organisation's scope
 */
export async function recomputeProgress(
  trx: Knex.Transaction,
  of: { organisationId: string; userId: string },
): Promise<void> {
  const lessons = await ProgressEvent.query(trx)
    .distinct('lesson_id')
    .where({ user_id: of.userId })
    .whereNotNull('lesson_id');
  for (const { lesson_id } of lessons) {
    const stored = await LessonProgress.query(trx).findOne({ user_id: of.userId, lesson_id: lesson_id! });
    await storeLessonState(trx, { ...of, lessonId: lesson_id!, seenAt: stored?.last_seen_at ?? new Date() });
  }
  const exercises = await ProgressEvent.query(trx)
    .distinct('exercise_id')
    .where({ user_id: of.userId })
    .whereNotNull('exercise_id');
  for (const { exercise_id } of exercises) await storeExerciseState(trx, { ...of, exerciseId: exercise_id! });
}
