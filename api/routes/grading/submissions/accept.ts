import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { isTaken, lateSeconds } from '#domain/grading/lateness.ts';
import { findGradable } from '#models/exercises/find-gradable.ts';
import { cancelGrading } from '#models/grading/cancel-grading.ts';
import { recordProcessEvent } from '#models/processes/process-event.ts';
import { Submission } from '#models/grading/submission.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { gradeSubmissionProcess } from '#domain/processes/grade-submission.ts';
import { signalProcess } from '#models/processes/begin-process.ts';
import { beginGrading } from '#models/processes/grade-submission.ts';
import { ApiError } from '#api/errors.ts';
import type { SubmissionDetail } from '#api/schemas/submission.ts';
import { refuseLanguage } from '#api/source-checks.ts';
import type { CheckedSource } from '#api/source-checks.ts';
import type { Viewer } from '#api/viewer.ts';
import { refuseTooManyUnfinished } from '../unfinished-limits.ts';
import { readSubmission } from './read.ts';

/**
 * Takes a hand-in: the submission, its first grading and the outbox row, in one transaction.
 * Lateness counts by the database's clock when the request came; the attempt is numbered under a lock, so of two racing hand-ins only one gets
 * the last.
 * @throws ApiError NOT_FOUND, VALIDATION_ERROR for a language the exercise has not, CONFLICT after a deadline that refuses, QUOTA_EXCEEDED without
 * an attempt left or while too many of the person's submissions are unfinished
 */
export async function acceptSubmission(
  trx: Knex.Transaction,
  viewer: Viewer,
  slug: string,
  source: CheckedSource,
): Promise<{ submissionId: string; outboxId: string }> {
  const { userId, organisationId } = viewer;
  const exercise = await findGradable(trx, slug);
  if (!exercise) throw new ApiError('no_such_exercise', { exercise: slug });
  refuseLanguage(source.language, exercise.languages);

  const late = lateSeconds(exercise.asked_at, exercise.due_at);
  if (!isTaken(late, exercise.late_policy))
    throw new ApiError('due_has_passed', { due: exercise.due_at?.toISOString() ?? '' });

  await refuseTooManyUnfinished(trx, userId, 'submissions');
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
    event: { name: 'accepted', occurrence: 'start' },
  });
  return { submissionId: submission.id, outboxId };
}

/**
 * A cancelled hand-in costs no attempt unless tests of it were shown (cancel-grading.ts), yet keeps its number. Racing hand-ins of a person
 * wait for each other before (`refuseTooManyUnfinished`).
 */
async function nextAttempt(
  trx: Knex.Transaction,
  userId: string,
  exerciseId: string,
  allowed: number | null,
): Promise<number> {
  const { rows } = await trx.raw<{ rows: { used: number; last: number }[] }>(
    `select count(*) filter (where attempt_used)::integer as used, coalesce(max(attempt), 0) as last
     from submissions where user_id = ? and exercise_id = ? and purpose = 'attempt'`,
    [userId, exerciseId],
  );
  const { used, last } = rows[0]!;
  if (allowed !== null && used >= allowed) throw new ApiError('no_attempts_left', { limit: allowed });
  return last + 1;
}

/**
 * Takes a hand-in back while it is queued; its attempt comes back too, unless results of tests were shown before.
 * @returns the submission, whether its attempt stays used, and the outbox row that tells its process
 * @throws ApiError NOT_FOUND, CONFLICT once grading has begun
 */
export async function cancelSubmission(
  trx: Knex.Transaction,
  viewer: Viewer,
  submissionId: string,
): Promise<{ submission: Static<typeof SubmissionDetail>; attemptUsed: boolean; outboxId: string }> {
  const before = await readSubmission(trx, submissionId, viewer);
  const cancelled =
    before.grading.reason === 'first'
      ? await cancelGrading(trx, { submissionId: before.id, from: ['queued'] }, 'student')
      : undefined;
  if (!cancelled) throw new ApiError(before.status === 'cancelled' ? 'cancelled_already' : 'grading_began');
  const outboxId = await tellCancelled(trx, viewer, cancelled.gradingId);
  const submission = await readSubmission(trx, before.id, viewer);
  return { submission, attemptUsed: cancelled.attemptUsed, outboxId };
}

/** Notes who cancelled a grading, and tells its process. @returns the outbox row */
export async function tellCancelled(
  trx: Knex.Transaction,
  { organisationId, userId }: Viewer,
  gradingId: string,
): Promise<string> {
  const workflowId = workflowIdOf(gradeSubmissionProcess, gradingId);
  await recordProcessEvent(trx, {
    organisationId,
    workflowId,
    event: { name: 'cancel_requested', occurrence: null, detail: { by: userId } },
  });
  return signalProcess(trx, { organisationId, workflowId, name: 'cancel', argument: {} });
}
