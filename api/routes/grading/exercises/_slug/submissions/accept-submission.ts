import type { Knex } from 'knex';
import { isTaken, lateSeconds } from '#domain/grading/lateness.ts';
import { findGradable } from '#models/exercises/find-gradable.ts';
import { recordProcessEvent } from '#models/processes/process-event.ts';
import { Submission } from '#models/grading/submission.ts';
import { beginGrading } from '#models/processes/grade-submission.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { gradeSubmissionProcess } from '#domain/processes/grade-submission.ts';
import { ApiError } from '#api/errors.ts';
import { refuseLanguage } from '#api/source-checks.ts';
import type { CheckedSource } from '#api/source-checks.ts';
import type { Viewer } from '#api/viewer.ts';

/**
 * Takes a hand-in: the submission, its first grading and the outbox row, in one transaction.
 * Lateness counts by now, the time of submission; the attempt is numbered under a lock, so of two racing hand-ins only one gets the last.
 * @throws ApiError NOT_FOUND, VALIDATION_ERROR for a language the exercise has not, CONFLICT after a deadline that refuses, QUOTA_EXCEEDED without an attempt left
 */
export async function acceptSubmission(
  trx: Knex.Transaction,
  viewer: Viewer,
  slug: string,
  source: CheckedSource,
): Promise<{ submissionId: string; outboxId: string }> {
  const { userId, organisationId } = viewer;
  const exercise = await findGradable(trx, slug);
  if (!exercise) throw new ApiError('NOT_FOUND', `There is no exercise “${slug}”.`);
  refuseLanguage(source.language, exercise.languages);

  const submittedAt = new Date();
  const late = lateSeconds(submittedAt, exercise.due_at);
  if (!isTaken(late, exercise.late_policy))
    throw new ApiError(
      'CONFLICT',
      `This exercise was due ${exercise.due_at?.toISOString()} and takes nothing after it. You may still run your code.`,
    );

  const attempt = await nextAttempt(trx, userId, exercise.id, exercise.max_attempts);
  const submission = await Submission.query(trx).insert({
    organisation_id: organisationId,
    exercise_id: exercise.id,
    exercise_version_id: exercise.version_id,
    user_id: userId,
    language: source.language,
    files: source.files,
    attempt,
    late_seconds: late,
    submitted_at: submittedAt,
  });
  const { gradingId, outboxId } = await beginGrading(trx, {
    organisationId,
    submissionId: submission.id,
    reason: 'first',
    requestedBy: userId,
  });
  await recordProcessEvent(trx, {
    organisationId,
    workflowId: workflowIdOf(gradeSubmissionProcess, gradingId),
    event: 'accepted',
    step: 'start',
  });
  return { submissionId: submission.id, outboxId };
}

/** A cancelled hand-in costs no attempt unless tests of it were shown (cancel-grading.ts), yet keeps its number. */
async function nextAttempt(
  trx: Knex.Transaction,
  userId: string,
  exerciseId: string,
  allowed: number | null,
): Promise<number> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 1))', [`attempts:${userId}:${exerciseId}`]);
  const { rows } = await trx.raw<{ rows: { used: number; last: number }[] }>(
    `select count(*) filter (where attempt_used)::integer as used, coalesce(max(attempt), 0) as last
     from submissions where user_id = ? and exercise_id = ? and purpose = 'attempt'`,
    [userId, exerciseId],
  );
  const { used, last } = rows[0]!;
  if (allowed !== null && used >= allowed)
    throw new ApiError(
      'QUOTA_EXCEEDED',
      `All ${allowed} attempts at this exercise are used. You may still run your code.`,
    );
  return last + 1;
}
