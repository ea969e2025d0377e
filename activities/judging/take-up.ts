import type { Knex } from 'knex';
import type { ExerciseLimits, LatePolicy, SourceFile } from '#domain/exercises/exercise-definition.ts';
import type { GradingOutcome } from '#domain/grading/grading-outcome.ts';
import { inOneTrip } from '#models/database/in-one-trip.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import type { JudgedBy } from './graded-test.ts';

export type GradingJob = {
  organisationId: string;
  gradingId: string;
  submissionId: string;
  /** Counts the tries of this grading from 1, each with an execution row and a container of its own name. */
  execution: number;
  language: string;
  files: SourceFile[];
  limits: ExerciseLimits;
  tests: JudgedBy[];
  lateSeconds: number;
  latePolicy: LatePolicy | null;
};

type TakenUp = { kind: 'job'; job: GradingJob } | { kind: 'final'; outcome: GradingOutcome };

type LoadedRow = {
  submission_id: string;
  execution: number;
  language: string;
  files: SourceFile[];
  late_seconds: number;
  limits: ExerciseLimits;
  late_policy: LatePolicy | null;
  tests: JudgedBy[] | null;
};

const statement = `
  with grading as (
    update gradings set status = 'running', started_at = coalesce(started_at, now()), waiting_for = null, tests_done = 0
    where id = :gradingId and status in ('queued', 'running') returning id, organisation_id, submission_id
  ), submission as (
    update submissions set status = case status when 'queued' then 'running' else status end, revision = revision + 1
    from grading where submissions.id = grading.submission_id
    returning submissions.id, language, files, late_seconds, exercise_version_id
  ), execution as (
    insert into executions (organisation_id, grading_id, attempt)
    select organisation_id, id, 1 + coalesce((select max(attempt) from executions where grading_id = :gradingId), 0) from grading returning attempt
  ), cleared as (
    delete from grading_tests where grading_id = :gradingId and exists (select from grading)
  )
  select submission.id as submission_id, execution.attempt as execution, submission.language, submission.files, submission.late_seconds, version.limits, version.late_policy,
    (select json_agg(json_build_object('position', position, 'name', name, 'hidden', hidden, 'weight', weight, 'group', test_group,
        'input', input, 'expected', expected, 'compare', compare, 'checker', checker) order by position)
      from exercise_tests where exercise_version_id = version.id) as tests
  from submission, execution, exercise_versions version where version.id = submission.exercise_version_id`;

/**
 * Takes a grading out of the queue and reads all that it needs. Whoever changes the row first decides between this and a cancel.
 * @param database a pool of the grader's role
 * @returns `final` when there is nothing left to do: already graded, or cancelled
 */
export async function takeUp(database: Knex, organisationId: string, gradingId: string): Promise<TakenUp> {
  const [rows] = await inOneTrip(database, organisationId, [database.raw(statement, { gradingId })]);
  const row = rows?.[0] as LoadedRow | undefined;
  if (!row)
    return {
      kind: 'final',
      outcome: await inOrganisation(database, organisationId, (trx) => standingOutcome(trx, gradingId)),
    };
  const { submission_id: submissionId, late_seconds, late_policy: latePolicy, tests, ...given } = row;
  return {
    kind: 'job',
    job: {
      ...given,
      organisationId,
      gradingId,
      submissionId,
      tests: tests ?? [],
      lateSeconds: late_seconds,
      latePolicy,
    },
  };
}

async function standingOutcome(trx: Knex.Transaction, gradingId: string): Promise<GradingOutcome> {
  const row = await trx('gradings')
    .where({ id: gradingId })
    .first<{ status: string; verdict: GradingOutcome['verdict']; score: number | null }>(
      'status',
      'verdict',
      'score',
    );
  if (row?.status === 'graded') return { status: 'graded', verdict: row.verdict, score: row.score };
  return { status: 'cancelled', verdict: null, score: null };
}
