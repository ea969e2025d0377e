import type { Knex } from 'knex';
import { gradeSubmissionProcess } from '#domain/processes/grade-submission.ts';
import { Grading } from '../grading/grading.ts';
import type { GradingReason } from '../grading/grading.ts';
import { Submission } from '../grading/submission.ts';
import { beginProcess } from './begin-process.ts';

export type GradingWish = {
  organisationId: string;
  submissionId: string;
  reason: Exclude<GradingReason, 'override'>;
  /** Who asked; null for the platform itself. */
  requestedBy: string | null;
};

/**
 * Begins one grading of a submission: its row and its process, in the caller's transaction and organisation scope.
 * After the commit, hand `outboxId` to `app.outbox.dispatch`.
 */
export async function beginGrading(
  trx: Knex.Transaction,
  wish: GradingWish,
): Promise<{ gradingId: string; outboxId: string }> {
  const { organisationId, submissionId } = wish;
  const { id: gradingId } = await Grading.query(trx)
    .insert({
      organisation_id: organisationId,
      submission_id: submissionId,
      reason: wish.reason,
      requested_by: wish.requestedBy,
    })
    .returning('id');
  const submission = await Submission.query(trx).findById(submissionId).select('user_id').throwIfNotFound();
  const outboxId = await beginProcess(trx, gradeSubmissionProcess, {
    organisationId,
    userId: submission.user_id,
    subject: { type: 'submission', id: submissionId },
    input: { organisationId, gradingId },
  });
  return { gradingId, outboxId };
}

/**
 * Begins the check of a version's own solution: one submission and one grading a language, in the caller's transaction and organisation scope.
 * When all of them are accepted, the grading process publishes the version.
 * @returns the ids of the outbox rows; hand them to the dispatcher after the commit
 */
export async function beginSolutionCheck(
  trx: Knex.Transaction,
  check: {
    organisationId: string;
    exerciseId: string;
    versionId: string;
    requestedBy: string;
    solution: Record<string, { name: string; content: string }[]>;
  },
): Promise<string[]> {
  const outboxIds: string[] = [];
  for (const [language, files] of Object.entries(check.solution)) {
    const [submission] = await trx('submissions')
      .insert({
        organisation_id: check.organisationId,
        exercise_id: check.exerciseId,
        exercise_version_id: check.versionId,
        user_id: check.requestedBy,
        purpose: 'solution_check',
        language,
        files: JSON.stringify(files),
      })
      .returning<{ id: string }[]>('id');
    const { outboxId } = await beginGrading(trx, {
      organisationId: check.organisationId,
      submissionId: submission!.id,
      reason: 'solution_check',
      requestedBy: check.requestedBy,
    });
    outboxIds.push(outboxId);
  }
  return outboxIds;
}
