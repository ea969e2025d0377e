import type { FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { fieldFault } from '#domain/field-faults.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { isUniqueViolation } from '#models/database/unique-violation.ts';
import { gradedExercise } from '#models/grading/graded-exercise.ts';
import { notifyOfOverride } from '#models/grading/notify-of-result.ts';
import { holdForJudgement, overrideSubmission } from '#models/grading/override-submission.ts';
import { Submission } from '#models/grading/submission.ts';
import { beginGrading } from '#models/processes/grade-submission.ts';
import { recordExerciseGraded } from '#models/progress/record-exercise-graded.ts';
import { ApiError } from '#api/errors.ts';
import type { OverrideBody, RegradeBody, SubmissionDetail, SubmissionId } from '#api/schemas/submission.ts';
import { viewerOf } from '#api/viewer.ts';
import { tellCancelled } from './accept.ts';
import { readSubmission } from './read.ts';

type Params = Static<typeof SubmissionId>;
type Reviewed = { submission: Static<typeof SubmissionDetail>; outboxIds: string[] };

/**
 * Runs a submission again; what comes out stands.
 * @throws ApiError NOT_FOUND, CONFLICT when it is not graded, or is being run again already
 */
export async function regrade(
  trx: Knex.Transaction,
  request: FastifyRequest<{ Params: Params; Body: Static<typeof RegradeBody> }>,
): Promise<Reviewed> {
  const viewer = viewerOf(request);
  const { organisationId, userId: requestedBy } = viewer;
  const before = await readSubmission(trx, request.params.id, viewer);
  if (before.status !== 'graded') throw new ApiError('regrade_needs_verdict');
  if (before.files.length === 0) throw new ApiError('code_erased');
  const wish = { organisationId, submissionId: before.id, reason: 'regrade', requestedBy } as const;
  const { outboxId } = await beginGrading(trx, wish).catch(refuseSecond);
  await recordAudit(trx, {
    actorId: requestedBy,
    action: 'submission.regraded',
    subjectType: 'submission',
    subjectId: before.id,
    before: { verdict: before.verdict, score: before.score },
    reason: request.body.reason,
    request,
  });
  return { submission: await readSubmission(trx, before.id, viewer), outboxIds: [outboxId] };
}

/** The database lets one grading of a submission be under way. */
function refuseSecond(error: unknown): never {
  const taken = isUniqueViolation(error, 'gradings_one_at_a_time');
  throw taken ? new ApiError('regraded_already') : error;
}

/**
 * Lets a person's judgement stand instead of the tests'; the student's progress follows. A regrade that is under way ends: what it would
 * have said does not count any more.
 * @throws ApiError NOT_FOUND, FORBIDDEN for one's own, CONFLICT when it is not graded, VALIDATION_ERROR for more points than there are
 */
export async function override(
  trx: Knex.Transaction,
  request: FastifyRequest<{ Params: Params; Body: Static<typeof OverrideBody> }>,
): Promise<Reviewed> {
  const viewer = viewerOf(request);
  const { verdict, score, reason } = request.body;
  const { id, student } = await readSubmission(trx, request.params.id, viewer);
  if (student.id === viewer.userId) throw new ApiError('own_submission');
  const cancelled = await holdForJudgement(trx, id);
  const before = await readSubmission(trx, id, viewer);
  if (before.status !== 'graded' || before.purpose !== 'attempt')
    throw new ApiError('override_needs_verdict');
  if (score > (before.max_score ?? 0))
    throw new ApiError(
      'score_not_possible',
      {},
      {
        reasons: { score: [fieldFault('too_large', { most: before.max_score ?? 0 })] },
      },
    );
  const judgement = { submissionId: before.id, verdict, score, reason, by: viewer.userId };
  const grading = await overrideSubmission(trx, judgement);
  const submission = await Submission.query(trx).findById(before.id).throwIfNotFound();
  await recordExerciseGraded(trx, gradedExercise(submission, grading));
  await recordAudit(trx, {
    actorId: viewer.userId,
    action: 'submission.overridden',
    subjectType: 'submission',
    subjectId: before.id,
    before: { verdict: before.verdict, score: before.score },
    after: { verdict, score },
    reason,
    request,
  });
  const outboxIds = await notifyOfOverride(trx, submission, grading, viewer.userId);
  if (cancelled) outboxIds.push(await tellCancelled(trx, viewer, cancelled.gradingId));
  return { submission: await readSubmission(trx, id, viewer), outboxIds };
}
