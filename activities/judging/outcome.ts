import { CancelledFailure } from '@temporalio/activity';
import type { Knex } from 'knex';
import { scoreAfterLateness } from '#domain/grading/lateness.ts';
import { scoreOf } from '#domain/grading/scoring.ts';
import { overallVerdict } from '#domain/grading/verdict.ts';
import { waitingFor } from '#domain/grading/waiting.ts';
import { CheckerFailedError, SandboxFault } from '#sandbox/sandbox-fault.ts';
import { gradeSubmissionId } from '#temporal/workflow-ids.ts';
import { storableText } from './judge.ts';
import type { TestsRun } from './run-tests.ts';
import type { GradingJob, GradingResult } from './store.ts';

/** Turns judged tests into a verdict and points, the late policy applied. */
export function resultOf(job: GradingJob, { ended, outcomes }: TestsRun): GradingResult {
  const common = {
    maxScore: maxScoreOf(job),
    imageDigest: ended.imageDigest,
    outcome: ended.outcome,
    compileOutput: 'compileOutput' in ended ? ended.compileOutput || null : null,
  };
  if (ended.outcome === 'compile_error')
    return { ...common, verdict: 'compile_error', score: 0, message: null };
  const scored = outcomes.map(({ verdict }, index) => ({
    verdict,
    weight: job.tests[index]!.weight,
    group: job.tests[index]!.group,
  }));
  const score = scoreAfterLateness(scoreOf(scored).score, job.lateSeconds, job.latePolicy);
  if (ended.outcome === 'runtime_error')
    return { ...common, verdict: 'runtime_error', score, message: ended.reason };
  return { ...common, verdict: overallVerdict(outcomes), score, message: null };
}

/** For a hand-in that cannot even be put into a container, e.g. for its file names. */
export function rejectedResult(job: GradingJob, reason: string): GradingResult {
  return {
    verdict: 'rejected',
    score: 0,
    maxScore: maxScoreOf(job),
    message: reason,
    compileOutput: null,
    imageDigest: null,
    outcome: 'completed',
  };
}

const maxScoreOf = ({ tests }: GradingJob) =>
  scoreOf(tests.map(({ weight, group }) => ({ verdict: 'skipped', weight, group }))).maxScore;

/**
 * An error that is no doing of the student's.
 * - `outage`: something that grading needs is away (Docker, an image, the host, the database, this worker). It comes back; waiting helps.
 * - `ours`: the exercise or our own code is wrong. Trying again meets the same until somebody mends it.
 */
export type Fault = {
  /** Decides the words (domain/grading/waiting.ts). */
  code: string;
  message: string;
  kind: 'outage' | 'ours';
};

/** Classes of PostgreSQL's error codes that say that the server, not our statement, is in trouble: connection, resources, shut down. */
const databaseAway = /^(08|53|57)/;
const connectionLost = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ENOENT']);

/** What to call an error that is no doing of the student's, and whether waiting mends it. */
export function faultOf(error: unknown): Fault {
  if (error instanceof SandboxFault)
    return {
      code: error.code,
      message: error.message,
      kind: error.code === 'no_tests_run' ? 'ours' : 'outage',
    };
  if (error instanceof CheckerFailedError)
    return { code: 'checker_failed', message: error.message, kind: 'ours' };
  if (error instanceof CancelledFailure)
    return { code: 'worker_stopped', message: 'The grading worker was stopped.', kind: 'outage' };
  const message = error instanceof Error ? error.message : String(error);
  if (isDatabaseAway(error)) return { code: 'database_unavailable', message, kind: 'outage' };
  return { code: 'grader_fault', message, kind: 'ours' };
}

// The sandbox turns what Docker's connection throws into faults of its own, so what is left of this kind is the database's.
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (databaseAway.test(code) || connectionLost.has(code))) return true;
  return (
    error.name === 'KnexTimeoutError' || error.message.startsWith('Connection terminated') // pg names no code for either
  );
}

/** Whether an activity ends because its worker is stopped. Nobody wished that: another worker goes on with it. */
export function stoppedByWorker(error: CancelledFailure): boolean {
  return error.message === 'WORKER_SHUTDOWN';
}

/**
 * Puts a grading that met a fault of ours back into the queue, with what it waits for in words. It costs neither mark nor attempt.
 * A late attempt changes nothing of a grading that another has taken up since.
 * @param trx a transaction of the grader's role in the organisation's scope
 */
export async function recordFault(trx: Knex.Transaction, job: GradingJob, fault: Fault): Promise<void> {
  const message = storableText(fault.message, 2_000);
  await trx.raw(
    `with grading as (
       update gradings set status = 'queued', waiting_for = :waitingFor, last_fault = :message, fault_count = fault_count + 1
       where id = :gradingId and status = 'running' and execution = :execution returning submission_id, organisation_id
     ), execution as (
       update executions set outcome = 'system_error', fault = :message, ended_at = now() where grading_id = :gradingId and attempt = :execution
     ), event as (
       insert into process_events (organisation_id, workflow_id, event, step, detail)
       select organisation_id, :workflowId, 'fault', :step, jsonb_build_object('code', :code::text, 'kind', :kind::text, 'message', :message::text, 'waiting_for', :waitingFor::text) from grading
       on conflict (workflow_id, event, step) where step is not null do nothing
     )
     update submissions set status = case status when 'running' then 'queued' else status end, revision = revision + 1
     from grading where submissions.id = grading.submission_id`,
    {
      waitingFor: waitingFor(fault.code),
      message,
      code: fault.code,
      kind: fault.kind,
      gradingId: job.gradingId,
      execution: job.execution,
      workflowId: gradeSubmissionId(job.gradingId),
      step: `execution ${job.execution}`,
    },
  );
}

/** Notes that an execution ended because its grading was cancelled. */
export async function recordCancelledExecution(trx: Knex.Transaction, job: GradingJob): Promise<void> {
  await trx('executions')
    .where({ grading_id: job.gradingId, attempt: job.execution })
    .update({ outcome: 'cancelled', ended_at: trx.fn.now() });
}
