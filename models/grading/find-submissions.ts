import type { Knex } from 'knex';
import { isOpenTo } from '#domain/permissions.ts';
import type { Verdict } from '#domain/grading/verdict.ts';
import type { ReviewState, SubmissionStatus } from './submission.ts';
import { ownedVisibly, submissionVisibly } from './visible-submissions.ts';
import type { Reader } from './visible-submissions.ts';

export type SubmissionSummaryRow = {
  id: string;
  user_id: string;
  student_name: string;
  student_picture_hash: string | null;
  exercise_id: string;
  exercise_slug: string;
  exercise_title: string;
  language: string;
  attempt: number | null;
  status: SubmissionStatus;
  verdict: Verdict | null;
  score: number | null;
  max_score: number | null;
  late_seconds: number;
  /** Of the exercise as students see it now; of the submission's own version when nothing is published. */
  due_at: Date | null;
  review: ReviewState | null;
  revision: number;
  submitted_at: Date;
  graded_at: Date | null;
};

export type SubmissionFilter = {
  exercise?: string;
  student?: string;
  status?: SubmissionStatus;
  verdict?: Verdict;
  review?: ReviewState;
};

// A page number beyond is of no use to anyone, and counting further is most of what a page costs.
const countsUpTo = 5_000;
/** How many hand-ins are looked at for the one before or after in a list of a verdict that few have. */
const looksAt = 5_000;

/**
 * The conditions and values of what a reader may see and asks for; never checks of an exercise's own solution.
 * @returns `indexed`, which indexes hold in the list's order, and `other`, which is looked for among those
 */
function conditionsOf(
  reader: Reader,
  filter: SubmissionFilter,
): { indexed: string; other: string; bindings: Record<string, string> } {
  const indexed = [
    `submissions.purpose = 'attempt'`,
    ownedVisibly('submissions.user_id', reader),
    ...(filter.exercise === undefined
      ? []
      : ['submissions.exercise_id = (select id from exercises where slug = :exercise)']),
    ...(filter.student === undefined ? [] : ['submissions.user_id = :student']),
    ...(filter.review === undefined ? [] : ['submissions.review_state = :review']),
    // Nobody reviews their own.
    ...(filter.review !== undefined && isOpenTo('submissions.review', reader.role)
      ? ['submissions.user_id <> :readerId']
      : []),
  ].join(' and ');
  const other = [
    'true',
    ...(filter.status === undefined ? [] : ['submissions.status = :status']),
    ...(filter.verdict === undefined ? [] : ['submissions.verdict = :verdict']),
  ].join(' and ');
  const unused = { exercise: '', student: '', status: '', verdict: '', review: '' };
  return { indexed, other, bindings: { readerId: reader.userId, ...unused, ...filter } };
}

/**
 * The hand-ins a reader may see, newest first; never checks of an exercise's own solution.
 * @param wanted.page from 1
 * @returns one page, and how many there are in all; both know the newest 5,000 only
 */
export async function findSubmissions(
  trx: Knex.Transaction,
  wanted: { reader: Reader; filter: SubmissionFilter; page: number; pageSize: number },
): Promise<{ count: number; rows: SubmissionSummaryRow[] }> {
  const { reader, filter, page, pageSize } = wanted;
  const { indexed, other, bindings } = conditionsOf(reader, filter);
  const inOrder = `select id from submissions where ${indexed} and ${other} order by submitted_at desc, id desc`;
  const offset = Math.min((page - 1) * pageSize, countsUpTo);
  const limit = Math.min(pageSize, countsUpTo - offset);
  const { rows } = await trx.raw<{ rows: SubmissionSummaryRow[] }>(
    `select submissions.id, submissions.user_id, users.name as student_name, users.picture_hash as student_picture_hash, exercises.id as exercise_id, exercises.slug as exercise_slug, versions.title as exercise_title,
       submissions.language, submissions.attempt, submissions.status, submissions.verdict, submissions.score, submissions.max_score, submissions.late_seconds,
       submissions.submitted_at, submissions.graded_at, current.due_at, submissions.review_state as review, submissions.revision
     from submissions join users on users.id = submissions.user_id join exercises on exercises.id = submissions.exercise_id
       join exercise_versions versions on versions.id = submissions.exercise_version_id
       join exercise_versions current on current.id = coalesce(exercises.published_version_id, versions.id)
     where submissions.id in (${inOrder} limit :limit offset :offset)
     order by submissions.submitted_at desc, submissions.id desc`,
    { ...bindings, limit, offset },
  );
  const counted = await trx.raw<{ rows: { count: number }[] }>(
    `select count(*)::integer as count from (${inOrder} limit ${countsUpTo}) known`,
    bindings,
  );
  return { count: counted.rows[0]?.count ?? 0, rows };
}

/**
 * What stands before and after a submission in the list that a filter makes, whether or not it is in it still: what was just answered has left
 * the list of what waits. Of a status or verdict that few have, one is found among the nearest 5,000.
 * @returns ids; null at the list's ends; undefined when the reader may not see the submission itself
 */
export async function findNeighbours(
  trx: Knex.Transaction,
  wanted: { reader: Reader; filter: SubmissionFilter; of: string },
): Promise<{ previous: string | null; next: string | null } | undefined> {
  const { reader, filter, of } = wanted;
  const { indexed, other, bindings } = conditionsOf(reader, filter);
  const nearest = (than: '<' | '>', order: 'asc' | 'desc') =>
    `(select id from (
        select id, status, verdict, submitted_at from submissions where ${indexed} and (submitted_at, id) ${than} (here.submitted_at, here.id)
        order by submitted_at ${order}, id ${order} limit ${looksAt}) submissions
      where ${other} order by submitted_at ${order}, id ${order} limit 1)`;
  const { rows } = await trx.raw<{ rows: { previous: string | null; next: string | null }[] }>(
    `with here as (select id, submitted_at from submissions where id = :of and ${submissionVisibly(reader)})
     select ${nearest('>', 'asc')} as previous, ${nearest('<', 'desc')} as next from here`,
    { ...bindings, of },
  );
  return rows[0];
}
