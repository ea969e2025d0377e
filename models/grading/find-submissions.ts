import type { Knex } from 'knex';
import type { Verdict } from '#domain/grading/verdict.ts';
import type { ReviewState, SubmissionStatus } from './submission.ts';
import { ownedVisibly } from './visible-submissions.ts';
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

/**
 * The hand-ins a reader may see, newest first; never checks of an exercise's own solution.
 * @param wanted.page from 1
 * @returns one page, and how many there are in all
 */
export async function findSubmissions(
  trx: Knex.Transaction,
  wanted: { reader: Reader; filter: SubmissionFilter; page: number; pageSize: number },
): Promise<{ count: number; rows: SubmissionSummaryRow[] }> {
  const { reader, filter, page, pageSize } = wanted;
  const conditions = [
    `submissions.purpose = 'attempt'`,
    ownedVisibly('submissions.user_id', reader),
    ...(filter.exercise === undefined
      ? []
      : ['submissions.exercise_id = (select id from exercises where slug = :exercise)']),
    ...(filter.student === undefined ? [] : ['submissions.user_id = :student']),
    ...(filter.status === undefined ? [] : ['submissions.status = :status']),
    ...(filter.verdict === undefined ? [] : ['submissions.verdict = :verdict']),
    ...(filter.review === undefined ? [] : ['submissions.review_state = :review']),
  ].join(' and ');
  const bindings = {
    readerId: reader.userId,
    exercise: '',
    student: '',
    status: '',
    verdict: '',
    review: '',
    ...filter,
    limit: pageSize,
    offset: (page - 1) * pageSize,
  };
  const { rows } = await trx.raw<{ rows: SubmissionSummaryRow[] }>(
    `select submissions.id, submissions.user_id, users.name as student_name, users.picture_hash as student_picture_hash, exercises.id as exercise_id, exercises.slug as exercise_slug, versions.title as exercise_title,
       submissions.language, submissions.attempt, submissions.status, submissions.verdict, submissions.score, submissions.max_score, submissions.late_seconds,
       submissions.submitted_at, submissions.graded_at, current.due_at, submissions.review_state as review
     from submissions join users on users.id = submissions.user_id join exercises on exercises.id = submissions.exercise_id
       join exercise_versions versions on versions.id = submissions.exercise_version_id
       join exercise_versions current on current.id = coalesce(exercises.published_version_id, versions.id)
     where ${conditions} order by submissions.submitted_at desc, submissions.id desc limit :limit offset :offset`,
    bindings,
  );
  const counted = await trx.raw<{ rows: { count: number }[] }>(
    `select count(*)::integer as count from submissions where ${conditions}`,
    bindings,
  );
  return { count: counted.rows[0]?.count ?? 0, rows };
}
