import type { Knex } from 'knex';
import { Grading } from '#models/grading/grading.ts';
import { enqueue } from './outbox.ts';
import { gradeSubmissionId } from './workflow-ids.ts';

export type GradingReason = 'first' | 'regrade' | 'repair' | 'solution_check';

export type GradingWish = {
  organisationId: string;
  submissionId: string;
  reason: GradingReason;
  /** Who asked; null for the platform itself. */
  requestedBy: string | null;
};

/**
 * Begins one grading of a submission: its row and its outbox row, in the caller's transaction and organisation scope.
 * After the commit, hand `outboxId` to `app.outbox.dispatch`.
 */
export async function queueGrading(
  trx: Knex.Transaction,
  wish: GradingWish,
): Promise<{ gradingId: string; outboxId: string }> {
  const grading = await Grading.query(trx)
    .insert({
      organisation_id: wish.organisationId,
      submission_id: wish.submissionId,
      reason: wish.reason,
      requested_by: wish.requestedBy,
    })
    .returning('id');
  const gradingId = grading.id;
  const outboxId = await enqueue(trx, {
    organisationId: wish.organisationId,
    kind: 'start',
    workflowType: 'gradeSubmission',
    workflowId: gradeSubmissionId(gradingId),
    start: { organisationId: wish.organisationId, gradingId },
    searchAttributes: { process: 'grade-submission', ...(wish.requestedBy && { user: wish.requestedBy }) },
  });
  return { gradingId, outboxId };
}
