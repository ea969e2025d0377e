import type { Knex } from 'knex';
import type { Reason } from '#domain/grading/reason.ts';
import type { WaitingCode } from '#domain/processes/waiting.ts';
import type { SourceFile } from '#domain/exercises/exercise-definition.ts';
import type { GradingReason } from './grading.ts';
import type { GradingTest } from './grading-test.ts';
import type { SubmissionSummaryRow } from './find-submissions.ts';
import type { Submission } from './submission.ts';
import { submissionVisibly } from './visible-submissions.ts';
import type { Reader } from './visible-submissions.ts';

export type ShownTest = Pick<
  GradingTest,
  | 'name'
  | 'hidden'
  | 'verdict'
  | 'cpu_ms'
  | 'wall_ms'
  | 'memory_kb'
  | 'reason'
  | 'message'
  | 'diff'
  | 'output'
  | 'output_cut'
> & {
  weight: number;
  group: string | null;
};

export type SubmissionDetailRow = SubmissionSummaryRow & {
  version_number: number;
  purpose: Submission['purpose'];
  files: SourceFile[];
  /** Of the grading that stands, else of the one under way. */
  compile_output: string | null;
  message: string | null;
  verdict_reason: Reason | null;
  overridden_by: string | null;
  reviewed_by: string | null;
  tests: ShownTest[] | null;
  /** The newest grading, whether it stands or not. */
  grading_id: string;
  grading_status: 'queued' | 'running' | 'graded' | 'cancelled';
  grading_reason: GradingReason;
  grading_requested_at: Date;
  grading_started_at: Date | null;
  grading_waiting_for: WaitingCode | null;
  grading_fault_count: number;
  tests_total: number | null;
  tests_done: number;
  queue_position: number | null;
};

const statement = (visible: string) => `
  select submissions.id, submissions.user_id, users.name as student_name, users.picture_hash as student_picture_hash, exercises.id as exercise_id, exercises.slug as exercise_slug,
    versions.title as exercise_title, versions.number as version_number, submissions.purpose, submissions.language, submissions.files, submissions.attempt,
    submissions.status, submissions.verdict, submissions.score, submissions.max_score, submissions.late_seconds, submissions.submitted_at, submissions.graded_at, submissions.revision,
    current.due_at, submissions.review_state as review,
    shown.compile_output, coalesce(standing.message, shown.message) as message,
    case when standing.reason = 'override' then null else shown.verdict_reason end as verdict_reason,
    (select name from users where id = standing.requested_by and standing.reason = 'override') as overridden_by,
    (select name from users where id = submissions.reviewed_by) as reviewed_by,
    newest.id as grading_id, newest.status as grading_status, newest.reason as grading_reason, newest.requested_at as grading_requested_at, newest.started_at as grading_started_at,
    process.waiting_for as grading_waiting_for, coalesce(process.fault_count, 0) as grading_fault_count,
    coalesce(newest.tests_total, (select count(*)::integer from exercise_tests where exercise_version_id = versions.id)) as tests_total, newest.tests_done,
    case newest.status when 'queued' then grading_queue_position(newest.id) end as queue_position,
    (select json_agg(json_build_object('name', name, 'hidden', hidden, 'weight', weight, 'group', test_group, 'verdict', verdict, 'cpu_ms', cpu_ms, 'wall_ms', wall_ms,
        'memory_kb', memory_kb, 'reason', reason, 'message', message, 'diff', diff, 'output', output, 'output_cut', output_cut) order by position)
      from grading_tests where grading_id = shown.id) as tests
  from submissions
    join users on users.id = submissions.user_id
    join exercises on exercises.id = submissions.exercise_id
    join exercise_versions versions on versions.id = submissions.exercise_version_id
    join exercise_versions current on current.id = coalesce(exercises.published_version_id, versions.id)
    left join gradings standing on standing.id = submissions.grading_id
    cross join lateral (select * from gradings where submission_id = submissions.id and reason <> 'override' order by id desc limit 1) newest
    left join processes process on process.row_id = newest.id
    -- What an override changes is verdict and points; the tests stay those of the last run.
    left join lateral (
      select * from gradings where submission_id = submissions.id and reason <> 'override' and (status = 'graded' or standing.id is null) order by id desc limit 1
    ) shown on true
  where submissions.id = :id and ${visible}`;

/**
 * One submission with its tests, in one statement.
 * @param reader sees it only when it is theirs, their child's, their student's, or they are an admin; the check of a solution when they write exercises
 * @returns undefined when there is none, or it is not for them
 */
export async function findSubmission(
  trx: Knex.Transaction,
  wanted: { id: string; reader: Reader },
): Promise<SubmissionDetailRow | undefined> {
  const { id, reader } = wanted;
  const { rows } = await trx.raw<{ rows: SubmissionDetailRow[] }>(statement(submissionVisibly(reader)), {
    id,
    readerId: reader.userId,
  });
  return rows[0];
}
