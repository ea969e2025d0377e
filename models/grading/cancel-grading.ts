import type { Knex } from 'knex';

export type CancelledGrading = { gradingId: string; submissionId: string };

/**
 * Cancels the grading of a submission if it is still in one of `from`. This decides the race with the grader, which takes a grading up only from such a row.
 * A hand-in whose first grading is cancelled is cancelled itself and gives its attempt back; a regrade leaves the result that stands.
 * @param trx a transaction in the organisation's scope
 * @returns undefined when it was too late
 */
export async function cancelGrading(
  trx: Knex.Transaction,
  which:
    | { submissionId: string; from: readonly ('queued' | 'running')[] }
    | { gradingId: string; from: readonly ('queued' | 'running')[] },
): Promise<CancelledGrading | undefined> {
  const [column, id] = 'gradingId' in which ? ['id', which.gradingId] : ['submission_id', which.submissionId];
  const { rows } = await trx.raw<{ rows: CancelledGrading[] }>(
    `with grading as (
       update gradings set status = 'cancelled', cancel_requested_at = now(), finished_at = now()
       where ${column} = ? and status = any (?) returning id, submission_id
     )
     update submissions set status = case when submissions.status in ('queued', 'running') then 'cancelled' else submissions.status end, revision = revision + 1
     from grading where submissions.id = grading.submission_id
     returning grading.id as "gradingId", submissions.id as "submissionId"`,
    [id, [...which.from]],
  );
  return rows[0];
}
