import type { Knex } from 'knex';

/** A test at whose outputs an exercise's checker failed instead of judging them. */
export type CheckerFailure = {
  test: string;
  /** What the checker said the last time. */
  message: string;
  version_number: number;
  /** Outputs on which it failed. */
  count: number;
  last_at: Date;
};

/** Enough to see what is wrong; the console has them all. */
const maxFailures = 5;

/**
 * Where the checker of these versions failed (K11), by test, the newest first: at most five, as long as the gradings' processes are kept.
 * @param trx in the scope of the exercise's organisation
 */
export async function checkerFailures(
  trx: Knex.Transaction,
  versionIds: string[],
): Promise<CheckerFailure[]> {
  const { rows } = await trx.raw<{ rows: CheckerFailure[] }>(
    `select events.detail ->> 'test' as test, versions.number as version_number, count(*)::integer as count, max(happened_at) as last_at,
       (array_agg(events.detail ->> 'message' order by events.id desc))[1] as message
     from process_events events
       join processes on processes.workflow_id = events.workflow_id
       join gradings on gradings.id = processes.row_id
       join submissions on submissions.id = gradings.submission_id
       join exercise_versions versions on versions.id = submissions.exercise_version_id
     where events.event = 'checker_failed' and versions.id = any(?)
     group by 1, 2 order by max(events.id::text) desc limit ?`,
    [versionIds, maxFailures],
  );
  return rows;
}
