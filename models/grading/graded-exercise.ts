import type { Grading } from './grading.ts';
import type { GradedExercise } from '../progress/record-exercise-graded.ts';
import type { Submission } from './submission.ts';

/** What a finished grading adds to its student's progress. */
export function gradedExercise(submission: Submission, grading: Grading): GradedExercise {
  return {
    organisationId: submission.organisation_id,
    userId: submission.user_id,
    exerciseId: submission.exercise_id,
    submissionId: submission.id,
    gradingId: grading.id,
    accepted: grading.verdict === 'accepted',
    score: grading.score ?? 0,
    maxScore: grading.max_score ?? 0,
    gradedAt: grading.finished_at ?? new Date(),
  };
}
