import type { Knex } from 'knex';
import { exerciseStateOf } from '#domain/progress/progress.ts';
import { completeCourse } from './complete-course.ts';
import { ExerciseProgress } from './exercise-progress.ts';
import { ProgressEvent } from './progress-event.ts';

export type GradedExercise = {
  organisationId: string;
  userId: string;
  exerciseId: string;
  submissionId: string;
  gradingId: string;
  accepted: boolean;
  score: number;
  maxScore: number;
  gradedAt: Date;
};

/**
 * Adds one grading to a person's progress, and completes their course when this was its last open piece. A grading counts once however often this is called.
 * @param trx the application's role, in the organisation's scope
 */
export async function recordExerciseGraded(trx: Knex.Transaction, graded: GradedExercise): Promise<void> {
  const { organisationId, userId, exerciseId } = graded;
  // Gradings of one exercise that end together add up one after the other.
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${userId}:${exerciseId}`]);
  const inserted = await trx('progress_events')
    .insert({
      organisation_id: organisationId,
      user_id: userId,
      kind: 'exercise_graded',
      exercise_id: exerciseId,
      submission_id: graded.submissionId,
      grading_id: graded.gradingId,
      accepted: graded.accepted,
      score: graded.score,
      max_score: graded.maxScore,
      happened_at: graded.gradedAt,
    })
    .onConflict(trx.raw('(grading_id) where grading_id is not null'))
    .ignore()
    .returning('id');
  if (inserted.length === 0) return;
  await storeExerciseState(trx, { organisationId, userId, exerciseId });
  await completeCourse(trx, { organisationId, userId, exerciseId, at: graded.gradedAt });
}

/** Stores what a person's events in one exercise add up to. */
export async function storeExerciseState(
  trx: Knex.Transaction,
  of: { organisationId: string; userId: string; exerciseId: string },
): Promise<void> {
  const events = await ProgressEvent.query(trx)
    .where({ user_id: of.userId, exercise_id: of.exerciseId, kind: 'exercise_graded' })
    .orderBy(['happened_at', 'id']);
  const state = exerciseStateOf(
    events.map((event) => ({
      submissionId: event.submission_id!,
      accepted: event.accepted!,
      score: event.score!,
      maxScore: event.max_score!,
      happenedAt: event.happened_at,
    })),
  );
  await ExerciseProgress.query(trx)
    .insert({
      organisation_id: of.organisationId,
      user_id: of.userId,
      exercise_id: of.exerciseId,
      attempts: state.attempts,
      best_score: state.bestScore,
      max_score: state.maxScore,
      solved_at: state.solvedAt,
      last_graded_at: state.lastGradedAt,
    })
    .onConflict(['organisation_id', 'user_id', 'exercise_id'])
    .merge();
}
