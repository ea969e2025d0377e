import type { Knex } from 'knex';
import { ApiError } from '#api/errors.ts';

// Above what a class does in its hurry (one program tried while two are graded), far below what keeps others waiting: gradings and runs
// share the slots of all organisations, and a slow hand-in may hold one for a minute.
const maxUnfinished = { runs: 3, submissions: 5 } as const;
const retryAfterSeconds = 10;

// In all organisations of the person. A regrade leaves its submission graded, and the check of an exercise's own solution is no attempt:
// neither counts as the person's, but both are refused while too much waits (back-pressure.ts).
const counting = {
  submissions: 'select count_unfinished_submissions(?) as count',
  runs: 'select count_unfinished_runs(?) as count',
};

const refusals = { submissions: 'submissions_unfinished', runs: 'runs_unfinished' } as const;

/**
 * Refuses a person's next run or submission while too many of theirs are unfinished, in whatever organisation, so that nobody fills the queue
 * for all.
 * @param trx takes a lock on the person's runs or submissions that lasts until its end, so that of two racing requests the second counts the first
 * @throws ApiError QUOTA_EXCEEDED with the limit, the number of now and a time to try again
 */
export async function refuseTooManyUnfinished(
  trx: Knex.Transaction,
  userId: string,
  kind: keyof typeof maxUnfinished,
): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 1))', [`${kind}:${userId}`]);
  const { rows } = await trx.raw<{ rows: { count: number }[] }>(counting[kind], [userId]);
  const { count } = rows[0]!;
  const max = maxUnfinished[kind];
  if (count >= max) throw new ApiError(refusals[kind], { count, limit: max }, { retryAfterSeconds });
}
