import type { Knex } from 'knex';
import type { Verdict } from '#domain/grading/verdict.ts';
import { Grading } from './grading.ts';
import { Submission } from './submission.ts';

export type Override = { submissionId: string; verdict: Verdict; score: number; reason: string; by: string };

/**
 * Lets a person's judgement stand instead of the tests': a grading row of its own, so that what stood before is kept.
 * @param trx a transaction in the organisation's scope
 * @returns the grading that stands now
 */
export async function overrideSubmission(trx: Knex.Transaction, override: Override): Promise<Grading> {
  const submission = await Submission.query(trx).findById(override.submissionId).throwIfNotFound();
  const grading = await Grading.query(trx).insertAndFetch({
    organisation_id: submission.organisation_id,
    submission_id: submission.id,
    reason: 'override',
    status: 'graded',
    verdict: override.verdict,
    score: override.score,
    max_score: submission.max_score,
    message: override.reason,
    requested_by: override.by,
    started_at: new Date(),
    finished_at: new Date(),
    announced_at: new Date(),
  });
  await Submission.query(trx)
    .findById(submission.id)
    .patch({
      verdict: override.verdict,
      score: override.score,
      grading_id: grading.id,
      graded_at: new Date(),
      revision: trx.raw('revision + 1'),
    });
  return grading;
}
