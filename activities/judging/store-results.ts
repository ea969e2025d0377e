import type { Knex } from 'knex';
import type { GradingOutcome } from '#domain/grading/grading-outcome.ts';
import type { Verdict } from '#domain/grading/verdict.ts';
import { inOneTrip } from '#models/database/in-one-trip.ts';
import type { JudgedBy, TestOutcome } from './graded-test.ts';
import { storableJson, storableText } from './storable.ts';
import type { GradingJob } from './take-up.ts';

export type GradingResult = {
  verdict: Verdict;
  score: number;
  maxScore: number;
  compileOutput: string | null;
  message: string | null;
  imageDigest: string | null;
  outcome: 'completed' | 'compile_error' | 'runtime_error';
};

/**
 * Stores tests as they arrive, and tells watching pages how far a grading is. Storing one again changes nothing.
 * @param database a pool of the grader's role
 */
export async function storeProgress(
  database: Knex,
  job: GradingJob,
  outcomes: readonly TestOutcome[],
  testsDone: number,
): Promise<void> {
  await inOneTrip(database, job.organisationId, [
    ...testsStatement(database, job, outcomes),
    database.raw(progress, { testsDone, testsTotal: job.tests.length, gradingId: job.gradingId }),
  ]);
}

/**
 * Makes a result and its tests stand, unless the grading was cancelled meanwhile.
 * @param database a pool of the grader's role
 * @returns what stands now
 */
export async function storeResult(
  database: Knex,
  job: GradingJob,
  result: GradingResult,
  outcomes: readonly TestOutcome[],
): Promise<GradingOutcome> {
  const bindings = {
    ...result,
    compileOutput: result.compileOutput === null ? null : storableText(result.compileOutput, 65_536),
    message: result.message === null ? null : storableText(result.message, 2_000),
    testsTotal: job.tests.length,
    testsDone: outcomes.length,
    gradingId: job.gradingId,
    execution: job.execution,
  };
  const rows = await inOneTrip(database, job.organisationId, [
    ...testsStatement(database, job, outcomes),
    database.raw(standing, bindings),
  ]);
  return rows.at(-1)?.length === 1
    ? { status: 'graded', verdict: result.verdict, score: result.score }
    : { status: 'cancelled', verdict: null, score: null };
}

const progress = `
  with grading as (update gradings set tests_done = :testsDone, tests_total = :testsTotal where id = :gradingId and status = 'running' returning submission_id)
  update submissions set revision = revision + 1 from grading where submissions.id = grading.submission_id`;

const standing = `
  with grading as (
    update gradings set status = 'graded', verdict = :verdict, score = :score, max_score = :maxScore, compile_output = :compileOutput, message = :message,
      image_digest = :imageDigest, tests_total = :testsTotal, tests_done = :testsDone, waiting_for = null, finished_at = now()
    where id = :gradingId and status = 'running' returning id, submission_id
  ), execution as (
    update executions set outcome = :outcome, image_digest = :imageDigest, ended_at = now()
    where grading_id = :gradingId and attempt = :execution and exists (select from grading)
  )
  update submissions set status = 'graded', verdict = :verdict, score = :score, max_score = :maxScore, graded_at = now(), grading_id = grading.id, revision = revision + 1
  from grading where submissions.id = grading.submission_id returning submissions.id`;

function testsStatement(
  database: Knex,
  job: GradingJob,
  outcomes: readonly TestOutcome[],
): Knex.QueryBuilder[] {
  if (outcomes.length === 0) return [];
  const byPosition = new Map(job.tests.map((test) => [test.position, test]));
  const rows = outcomes.map((outcome) => rowOf(job, byPosition.get(outcome.position)!, outcome));
  return [database('grading_tests').insert(rows).onConflict(['grading_id', 'position']).merge()];
}

function rowOf(job: GradingJob, test: JudgedBy, outcome: TestOutcome) {
  return {
    organisation_id: job.organisationId,
    grading_id: job.gradingId,
    position: outcome.position,
    name: test.name,
    hidden: test.hidden,
    weight: test.weight,
    test_group: test.group,
    verdict: outcome.verdict,
    cpu_ms: outcome.cpuMs,
    wall_ms: outcome.wallMs,
    memory_kb: outcome.memoryKb,
    message: outcome.message,
    diff: outcome.difference === null ? null : storableJson(outcome.difference),
    output: outcome.output,
    output_cut: outcome.outputCut,
  };
}
