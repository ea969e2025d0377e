import type { Knex } from 'knex';
import type { Verdict } from '#domain/grading/verdict.ts';
import { cancelGrading } from './cancel-grading.ts';
import type { CancelledGrading } from './cancel-grading.ts';
import { Grading } from './grading.ts';
import { Submission } from './submission.ts';

export type Override = { submissionId: string; verdict: Verdict; score: number; reason: string; by: string };

/**
 * Holds a submission still for a person's judgement: an unfinished grading of it is cancelled, and until the transaction ends no result is
 * stored and no grading begins. Gradings are locked before their submission, as graders do, so that neither waits for the other for ever.
 * @param trx a transaction in the organisation's scope
 * @returns the grading that was cancelled; its process is still to be told
 */
export async function holdForJudgement(
  trx: Knex.Transaction,
  submissionId: string,
): Promise<CancelledGrading | undefined> {
  await Grading.query(trx)
    .where({ submission_id: submissionId })
    .whereIn('status', ['queued', 'running'])
    .forUpdate()
    .select('id');
  // A regrade's row refers to this one, so it cannot be inserted while this lock is held.
  await Submission.query(trx).findById(submissionId).forUpdate().select('id');
  return cancelGrading(trx, { submissionId, from: ['queued', 'running'] }, 'platform');
}

/**
 * Lets a person's judgement stand instead of the tests': a grading row of its own, so that what stood before is kept.
 * Its times are the database's at this moment, not at the transaction's beginning, which may lie before that of a result it waited for.
 * @param trx a transaction in the organisation's scope, after `holdForJudgement`
 * @returns the grading that stands now
 */
export async function overrideSubmission(trx: Knex.Transaction, override: Override): Promise<Grading> {
  const submission = await Submission.query(trx).findById(override.submissionId).throwIfNotFound();
  const now = trx.raw('clock_timestamp()');
  const { id } = await Grading.query(trx).insert({
    organisation_id: submission.organisation_id,
    submission_id: submission.id,
    reason: 'override',
    status: 'graded',
    verdict: override.verdict,
    score: override.score,
    max_score: submission.max_score,
    message: override.reason,
    requested_by: override.by,
    requested_at: now,
    started_at: now,
    finished_at: now,
    announced_at: now,
  });
  await submission.$query(trx).patch({
    verdict: override.verdict,
    score: override.score,
    grading_id: id,
    graded_at: now,
    revision: trx.raw('revision + 1'),
  });
  return Grading.query(trx).findById(id).throwIfNotFound();
}
