import type { Knex } from 'knex';
import type { Static } from 'typebox';
import type { ExerciseLimits, LatePolicy, SourceFile } from '#domain/exercises/exercise-definition.ts';
import type { GradingOutcome } from '#domain/grading/grading-outcome.ts';
import type { Reason } from '#domain/grading/reason.ts';
import type { Verdict } from '#domain/grading/verdict.ts';
import { inOneTrip } from '#models/database/in-one-trip.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { gradeSubmissionProcess } from '#domain/processes/grade-submission.ts';
import { enterStep, moveProcess } from '#models/processes/move-process.ts';
import { storableJson, storableText } from './judge.ts';
import type { JudgedBy, TestOutcome } from './judge.ts';

/*
 * A grading may be at work twice at once: an attempt that fell silent is given up by Temporal, and goes on when its machine wakes.
 * So `gradings.execution` grows with each taking up, and every later statement of an attempt holds only while the number is still its
 * own. Tests are written from the row that this condition found, so a late attempt leaves nothing behind.
 */

type CheckerFailed = Static<(typeof gradeSubmissionProcess)['events']['checker_failed']>;

export type GradingJob = {
  organisationId: string;
  gradingId: string;
  submissionId: string;
  /** Counts the times this grading was taken up, from 1, each with an execution row; only the newest may write. */
  execution: number;
  language: string;
  files: SourceFile[];
  limits: ExerciseLimits;
  tests: JudgedBy[];
  lateSeconds: number;
  latePolicy: LatePolicy | null;
};

type TakenUp =
  { kind: 'job'; job: GradingJob; afterLost: boolean } | { kind: 'final'; outcome: GradingOutcome };

type LoadedRow = {
  after_lost: boolean;
  submission_id: string;
  execution: number;
  language: string;
  files: SourceFile[];
  late_seconds: number;
  limits: ExerciseLimits;
  late_policy: LatePolicy | null;
  tests: JudgedBy[] | null;
};

const takingUp = `
  with grading as (
    update gradings set status = 'running', execution = execution + 1, started_at = coalesce(started_at, now()), tests_done = 0
    where id = :gradingId and status in ('queued', 'running') returning gradings.id, gradings.organisation_id, gradings.submission_id, new.execution, old.status = 'running' as after_lost
  ), submission as (
    update submissions set status = case status when 'queued' then 'running' else status end, revision = revision + 1
    from grading where submissions.id = grading.submission_id
    returning submissions.id, language, files, late_seconds, exercise_version_id
  ), lost as (
    update executions set outcome = 'system_error', fault = 'It ended without a word.', ended_at = now()
    from grading where after_lost and executions.grading_id = grading.id and attempt = grading.execution - 1 and outcome is null
  ), execution as (
    insert into executions (organisation_id, grading_id, attempt) select organisation_id, id, execution from grading returning attempt
  )
  select after_lost, submission.id as submission_id, execution.attempt as execution, submission.language, submission.files, submission.late_seconds, version.limits, version.late_policy,
    (select json_agg(json_build_object('position', position, 'name', name, 'hidden', hidden, 'weight', weight, 'group', test_group,
        'input', input, 'expected', expected, 'compare', compare, 'checker', checker) order by position)
      from exercise_tests where exercise_version_id = version.id) as tests
  from grading, submission, execution, exercise_versions version where version.id = submission.exercise_version_id`;

// A statement of its own: it sees what an earlier attempt stored while the one above waited for the row.
const clearing = `
  delete from grading_tests using gradings
  where gradings.id = grading_tests.grading_id and gradings.id = :gradingId and gradings.status = 'running'`;

/**
 * Takes a grading out of the queue and reads all that it needs. Whoever changes the row first decides between this and a cancel.
 * @param database a pool of the grader's role
 * @returns `final` when there is nothing left to do: already graded, or cancelled; `afterLost` when the attempt before ended without a word: its worker was killed,
 * or did not answer in time
 */
export async function takeUp(database: Knex, organisationId: string, gradingId: string): Promise<TakenUp> {
  const workflowId = processOf(gradingId);
  const taken = database.raw(`exists (select from gradings where id = ? and status = 'running')`, [
    gradingId,
  ]);
  const [rows] = await inOneTrip(database, organisationId, [
    database.raw(takingUp, { gradingId }),
    database.raw(clearing, { gradingId }),
    enterStep(database, workflowId, 'grade', taken),
    moveProcess(database, { workflowId, state: 'running', waitingFor: null, onlyIf: taken }),
  ]);
  const row = rows?.[0] as LoadedRow | undefined;
  if (!row) {
    const standing = await inOrganisation(database, organisationId, (trx) => standingOutcome(trx, gradingId));
    return { kind: 'final', outcome: standing ?? { status: 'cancelled', verdict: null, score: null } };
  }
  const {
    submission_id: submissionId,
    late_seconds,
    late_policy: latePolicy,
    tests,
    after_lost: afterLost,
    ...given
  } = row;
  return {
    kind: 'job',
    afterLost,
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

/** @returns undefined while the grading is unfinished */
async function standingOutcome(
  trx: Knex.Transaction,
  gradingId: string,
): Promise<GradingOutcome | undefined> {
  const row = await trx('gradings')
    .where({ id: gradingId })
    .first<{ status: string; verdict: GradingOutcome['verdict']; score: number | null }>(
      'status',
      'verdict',
      'score',
    );
  if (row?.status === 'queued' || row?.status === 'running') return undefined;
  if (row?.status === 'graded') return { status: 'graded', verdict: row.verdict, score: row.score };
  return { status: 'cancelled', verdict: null, score: null };
}

export type GradingResult = {
  verdict: Verdict;
  score: number;
  maxScore: number;
  compileOutput: string | null;
  /** Where the tests do not tell it. */
  reason: Reason | null;
  message: string | null;
  imageDigest: string | null;
  outcome: 'completed' | 'compile_error' | 'runtime_error';
};

/** Stores the tests of `:tests` under the row that the statement's `grading` found; storing one again changes nothing. */
const insertTests = `
  insert into grading_tests (organisation_id, grading_id, position, name, hidden, weight, test_group, verdict, cpu_ms, wall_ms, memory_kb, reason, message, diff, output, output_cut)
  select grading.organisation_id, grading.id, given.* from grading, json_to_recordset(cast(:tests as json)) as given (
    position integer, name text, hidden boolean, weight numeric, test_group text, verdict text, cpu_ms integer, wall_ms integer, memory_kb integer,
    reason jsonb, message text, diff jsonb, output text, output_cut boolean)
  on conflict (grading_id, position) do update set verdict = excluded.verdict, cpu_ms = excluded.cpu_ms, wall_ms = excluded.wall_ms,
    memory_kb = excluded.memory_kb, reason = excluded.reason, message = excluded.message, diff = excluded.diff, output = excluded.output, output_cut = excluded.output_cut`;

const progress = `
  with grading as (
    update gradings set tests_done = :testsDone, tests_total = :testsTotal, first_result_at = coalesce(first_result_at, now())
    where id = :gradingId and status = 'running' and execution = :execution returning id, organisation_id, submission_id
  ), tests as (${insertTests})
  update submissions set revision = revision + 1 from grading where submissions.id = grading.submission_id`;

/**
 * Stores tests as they arrive, and tells watching pages how far a grading is, unless another attempt took it up meanwhile.
 * @param database a pool of the grader's role
 */
export async function storeProgress(
  database: Knex,
  job: GradingJob,
  outcomes: readonly TestOutcome[],
  testsDone: number,
): Promise<void> {
  await inOneTrip(database, job.organisationId, [
    database.raw(progress, {
      ...attemptOf(job),
      tests: testRows(job, outcomes),
      testsDone,
      testsTotal: job.tests.length,
    }),
  ]);
}

const standing = `
  with grading as (
    update gradings set status = 'graded', verdict = :verdict, score = :score, max_score = :maxScore, compile_output = :compileOutput, message = :message, verdict_reason = :reason::jsonb,
      image_digest = :imageDigest, tests_total = :testsTotal, tests_done = :testsDone, finished_at = now()
    where id = :gradingId and status = 'running' and execution = :execution returning id, organisation_id, submission_id
  ), tests as (${insertTests}
  ), checker_failures as (
    insert into process_events (organisation_id, workflow_id, event, step, detail)
    select organisation_id, :workflowId, 'checker_failed', given.step, given.detail
    from grading, json_to_recordset(cast(:checkerFailures as json)) as given (step text, detail jsonb)
    on conflict (workflow_id, event, step) where step is not null do nothing
  ), execution as (
    update executions set outcome = :outcome, image_digest = :imageDigest, ended_at = now()
    where grading_id = :gradingId and attempt = :execution and exists (select from grading)
  )
  update submissions set status = 'graded', verdict = :verdict, score = :score, max_score = :maxScore, graded_at = now(), grading_id = grading.id, revision = revision + 1
  from grading where submissions.id = grading.submission_id returning submissions.id`;

/**
 * Makes a result and its tests stand, unless the grading was cancelled or finished meanwhile, or another attempt took it up.
 * @param database a pool of the grader's role
 * @returns what stands now; undefined when that is for another attempt to say
 */
export async function storeResult(
  database: Knex,
  job: GradingJob,
  result: GradingResult,
  outcomes: readonly TestOutcome[],
): Promise<GradingOutcome | undefined> {
  const bindings = {
    ...result,
    ...attemptOf(job),
    compileOutput: result.compileOutput === null ? null : storableText(result.compileOutput, 65_536),
    reason: result.reason && JSON.stringify(result.reason),
    message: result.message === null ? null : storableText(result.message, 2_000),
    testsTotal: job.tests.length,
    testsDone: outcomes.length,
    tests: testRows(job, outcomes),
    workflowId: processOf(job.gradingId),
    checkerFailures: checkerFailures(job, outcomes),
  };
  // now() is the time of this transaction: only what the statement before it changed has it.
  const stands = database.raw(
    'exists (select from gradings where id = :gradingId and execution = :execution and finished_at = now())',
    attemptOf(job),
  );
  const [rows] = await inOneTrip(database, job.organisationId, [
    database.raw(standing, bindings),
    moveProcess(database, {
      workflowId: bindings.workflowId,
      state: 'graded',
      step: 'grade',
      waitingFor: null,
      onlyIf: stands,
    }),
  ]);
  if (rows?.length === 1) return { status: 'graded', verdict: result.verdict, score: result.score };
  return inOrganisation(database, job.organisationId, (trx) => standingOutcome(trx, job.gradingId));
}

const processOf = (gradingId: string) => workflowIdOf(gradeSubmissionProcess, gradingId);
const attemptOf = ({ gradingId, execution }: GradingJob) => ({ gradingId, execution });

function testRows(job: GradingJob, outcomes: readonly TestOutcome[]): string {
  const byPosition = new Map(job.tests.map((test) => [test.position, test]));
  return storableJson(outcomes.map((outcome) => rowOf(byPosition.get(outcome.position)!, outcome)));
}

function rowOf(test: JudgedBy, outcome: TestOutcome) {
  return {
    position: outcome.position,
    name: test.name,
    hidden: test.hidden,
    weight: test.weight,
    test_group: test.group,
    verdict: outcome.verdict,
    cpu_ms: outcome.cpuMs,
    wall_ms: outcome.wallMs,
    memory_kb: outcome.memoryKb,
    reason: outcome.reason,
    message: outcome.message,
    diff: outcome.difference,
    output: outcome.output,
    output_cut: outcome.outputCut,
  };
}

/** What the exercise's author is told: a checker that failed on an output is theirs to mend, though the grading went on. */
function checkerFailures(job: GradingJob, outcomes: readonly TestOutcome[]): string {
  return storableJson(
    outcomes.flatMap(({ position, checkerFailure }) => {
      if (checkerFailure === undefined) return [];
      const { name } = job.tests.find((each) => each.position === position)!;
      const detail: CheckerFailed = { test: name, message: checkerFailure };
      return [{ step: `test ${position}`, detail }];
    }),
  );
}
