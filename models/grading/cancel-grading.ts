import type { Knex } from 'knex';

export type CancelledGrading = {
  gradingId: string;
  submissionId: string;
  /** Whether the hand-in's attempt stays used. */
  attemptUsed: boolean;
};

/**
 * Cancels the grading of a submission if it is still in one of `from`. This decides the race with the grader, which takes a grading up only from such a row.
 * A hand-in whose first grading is cancelled is cancelled itself; a regrade leaves the result that stands. The attempt comes back,
 * unless it is cancelled for the student after a test's verdict was there to be read: nobody gains a look at the tests for nothing.
 * @param trx a transaction in the organisation's scope
 * @param by `student`: they, or who may act for them, wished it; `platform`: somebody who repairs, so the fault was ours
 * @returns undefined when it was too late
 */
export async function cancelGrading(
  trx: Knex.Transaction,
  which:
    | { submissionId: string; from: readonly ('queued' | 'running')[] }
    | { gradingId: string; from: readonly ('queued' | 'running')[] },
  by: 'student' | 'platform',
): Promise<CancelledGrading | undefined> {
  const [column, id] = 'gradingId' in which ? ['id', which.gradingId] : ['submission_id', which.submissionId];
  const { rows } = await trx.raw<{ rows: CancelledGrading[] }>(
    `with grading as (
       update gradings set status = 'cancelled', cancel_requested_at = now(), finished_at = now()
       where ${column} = ? and status = any (?) returning id, submission_id, first_result_at
     )
     update submissions set status = case when submissions.status in ('queued', 'running') then 'cancelled' else submissions.status end, revision = revision + 1,
       attempt_used = submissions.status not in ('queued', 'running') or (? and grading.first_result_at is not null)
     from grading where submissions.id = grading.submission_id
     returning grading.id as "gradingId", submissions.id as "submissionId", attempt_used as "attemptUsed"`,
    [id, [...which.from], by === 'student'],
  );
  return rows[0];
}
