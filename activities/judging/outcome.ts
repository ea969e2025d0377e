import { CancelledFailure } from '@temporalio/activity';
import type { Knex } from 'knex';
import { scoreAfterLateness } from '#domain/grading/lateness.ts';
import { reasonOf } from '#domain/grading/reason.ts';
import { scoreOf } from '#domain/grading/scoring.ts';
import { overallVerdict } from '#domain/grading/verdict.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { gradeSubmissionProcess } from '#domain/processes/grade-submission.ts';
import type { Fault, WaitingCode } from '#domain/processes/waiting.ts';
import { moveProcess, recordFault } from '#models/processes/move-process.ts';
import { CheckerFailedError, SandboxFault, type InvalidJobError } from '#sandbox/sandbox-fault.ts';
import { isDatabaseAway } from '../database-away.ts';
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
    return { ...common, verdict: 'compile_error', score: 0, reason: null, message: null };
  const scored = outcomes.map(({ verdict }, index) => ({
    verdict,
    weight: job.tests[index]!.weight,
    group: job.tests[index]!.group,
  }));
  const score = scoreAfterLateness(scoreOf(scored).score, job.lateSeconds, job.latePolicy);
  if (ended.outcome === 'runtime_error')
    return {
      ...common,
      verdict: 'runtime_error',
      score,
      reason: reasonOf('broke_container', {}),
      message: ended.reason,
    };
  return { ...common, verdict: overallVerdict(outcomes), score, reason: null, message: null };
}

/** For a hand-in that cannot even be put into a container, e.g. for its file names. */
export function rejectedResult(job: GradingJob, { code, message }: InvalidJobError): GradingResult {
  return {
    verdict: 'rejected',
    score: 0,
    maxScore: maxScoreOf(job),
    reason: reasonOf(code, {}),
    message,
    compileOutput: null,
    imageDigest: null,
    outcome: 'completed',
  };
}

const maxScoreOf = ({ tests }: GradingJob) =>
  scoreOf(tests.map(({ weight, group }) => ({ verdict: 'skipped', weight, group }))).maxScore;

const waitsFor: Record<string, WaitingCode> = {
  docker_unavailable: 'docker',
  image_missing: 'language_image',
  database_unavailable: 'database',
  worker_stopped: 'grading_worker',
  no_tests_run: 'exercise_tests',
  checker_failed: 'exercise_checker',
};

const faultWith = (code: string, message: string, kind: Fault['kind']): Fault => ({
  code,
  message,
  kind,
  waitsFor: waitsFor[code] ?? 'grading_machine',
});

/**
 * What to call an error that is no doing of the student's, and whether waiting mends it.
 * An outage is something that grading needs and that is away: Docker, an image, the host, the database, this worker. What is `ours` meets
 * the same at every try until somebody mends the exercise or our code.
 */
export function faultOf(error: unknown): Fault {
  if (error instanceof SandboxFault)
    return faultWith(error.code, error.message, error.code === 'no_tests_run' ? 'ours' : 'outage');
  if (error instanceof CheckerFailedError) return faultWith('checker_failed', error.message, 'ours');
  if (error instanceof CancelledFailure)
    return faultWith('worker_stopped', 'The grading worker was stopped.', 'outage');
  const message = error instanceof Error ? error.message : String(error);
  // The sandbox turns what Docker's connection throws into faults of its own, so what is left of this kind is the database's.
  return isDatabaseAway(error)
    ? faultWith('database_unavailable', message, 'outage')
    : faultWith('grader_fault', message, 'ours');
}

/** Whether an activity ends because its worker is stopped. Nobody wished that: another worker goes on with it. */
export function stoppedByWorker(error: CancelledFailure): boolean {
  return error.message === 'WORKER_SHUTDOWN';
}

/** An attempt that its worker was killed over, or that did not answer in time. A hand-in that does this to each of its workers is parked like one that each finds a fault with. */
export const lostAttempt = faultWith(
  'attempt_lost',
  'An attempt ended without a word: its worker was killed, or did not answer in time.',
  'ours',
);

/**
 * Counts a lost attempt, once it is taken up again; when the grading is parked for it, puts it back into the queue.
 * @param trx a transaction of the grader's role in the organisation's scope
 * @returns seconds until it should be tried again when it is parked, null when it goes on now
 */
export async function noteLostAttempt(trx: Knex.Transaction, job: GradingJob): Promise<number | null> {
  const workflowId = workflowIdOf(gradeSubmissionProcess, job.gradingId);
  const restSeconds = await recordFault(trx, workflowId, lostAttempt);
  if (restSeconds === null) await moveProcess(trx, { workflowId, waitingFor: null });
  else if (await putBack(trx, job, lostAttempt)) await moveProcess(trx, { workflowId, state: 'queued' });
  return restSeconds;
}

/**
 * Puts a grading that met a fault of ours back into the queue, with what its process waits for. It costs neither mark nor attempt.
 * A late attempt changes nothing of a grading that another has taken up since, or that was cancelled; its words are not kept, because the grading's person may be erased by then.
 * @param trx a transaction of the grader's role in the organisation's scope
 * @returns seconds until it should be tried again when it is parked, else null
 */
export async function giveBackGrading(
  trx: Knex.Transaction,
  job: GradingJob,
  fault: Fault,
): Promise<number | null> {
  if (!(await putBack(trx, job, fault))) return null;
  return recordFault(trx, workflowIdOf(gradeSubmissionProcess, job.gradingId), fault, { state: 'queued' });
}

/** @returns whether it was this attempt's to put back */
async function putBack(trx: Knex.Transaction, job: GradingJob, fault: Fault): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `with grading as (
       update gradings set status = 'queued'
       where id = :gradingId and status = 'running' and execution = :execution returning submission_id
     ), execution as (
       update executions set outcome = 'system_error', fault = (select :message::text from grading), ended_at = now() where grading_id = :gradingId and attempt = :execution
     )
     update submissions set status = case status when 'running' then 'queued' else status end, revision = revision + 1
     from grading where submissions.id = grading.submission_id returning submissions.id`,
    {
      gradingId: job.gradingId,
      execution: job.execution,
      message: fault.message.replaceAll('\0', '').slice(0, 2_000),
    },
  );
  return rows.length > 0;
}

/**
 * Notes a fault that kept a grading from being taken up: it stands in the queue as before.
 * @returns as `giveBackGrading`
 */
export const noteNotTakenUp = (
  trx: Knex.Transaction,
  gradingId: string,
  fault: Fault,
): Promise<number | null> => recordFault(trx, workflowIdOf(gradeSubmissionProcess, gradingId), fault);

/** Notes that an execution ended because its grading was cancelled. */
export async function recordCancelledExecution(trx: Knex.Transaction, job: GradingJob): Promise<void> {
  await trx('executions')
    .where({ grading_id: job.gradingId, attempt: job.execution })
    .update({ outcome: 'cancelled', ended_at: trx.fn.now() });
}
