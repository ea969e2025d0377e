import { ApplicationFailure, CancelledFailure, log } from '@temporalio/activity';
import type { Knex } from 'knex';
import type { GradingOutcome } from '#domain/grading/grading-outcome.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { InvalidJobError } from '#sandbox/sandbox-fault.ts';
import type { Sandbox } from '#sandbox/types.ts';
import {
  faultOf,
  giveBackGrading,
  lostAttempt,
  noteLostAttempt,
  noteNotTakenUp,
  recordCancelledExecution,
  rejectedResult,
  resultOf,
  stoppedByWorker,
} from './judging/outcome.ts';
import { runTests } from './judging/run-tests.ts';
import { followProgress } from './judging/follow-progress.ts';
import { storeProgress, storeResult, takeUp } from './judging/store.ts';
import type { GradingJob } from './judging/store.ts';
import { toBeRetried } from './clients/call-outside.ts';
import { whileHeartbeating } from './while-heartbeating.ts';

export type GradingInput = { organisationId: string; gradingId: string };

export type GradingActivities = ReturnType<typeof createGradingActivities>;

/**
 * The part of grading that runs beside the Docker socket.
 * @param tools.database a pool of the grader's role, best with `pipeline`
 */
export function createGradingActivities(tools: { database: Knex; sandbox: Sandbox }) {
  const { database, sandbox } = tools;
  const inScope = <Result>(job: GradingJob, work: (trx: Knex.Transaction) => Promise<Result>) =>
    inOrganisation(database, job.organisationId, work);

  /** Runs the tests of a job and makes their result stand. @returns undefined when another attempt took the grading up meanwhile */
  async function run(job: GradingJob, signal: AbortSignal): Promise<GradingOutcome | undefined> {
    let done = 0;
    const progress = followProgress(async (batch) => {
      done += batch.length;
      await storeProgress(database, job, batch, done);
    });
    try {
      const ran = await runTests(sandbox, { ...job, id: job.gradingId }, { signal, onOutcome: progress.add });
      await progress.settle();
      return await storeResult(database, job, resultOf(job, ran), ran.outcomes);
    } catch (error) {
      await progress
        .settle()
        .catch((failure: unknown) => void log.warn('progress was not written', { failure }));
      if (!(error instanceof InvalidJobError)) throw error;
      return storeResult(database, job, rejectedResult(job, error), []);
    }
  }

  /** Notes why a job came to no result, where people read it. @throws what Temporal is told */
  async function giveBack(job: GradingJob, error: unknown): Promise<never> {
    if (error instanceof CancelledFailure && !stoppedByWorker(error)) {
      await inScope(job, (trx) => recordCancelledExecution(trx, job));
      throw error;
    }
    const fault = faultOf(error);
    log.error('a fault of ours while grading', {
      gradingId: job.gradingId,
      execution: job.execution,
      fault,
    });
    const restSeconds = await inScope(job, (trx) => giveBackGrading(trx, job, fault));
    throw toBeRetried(fault, restSeconds, error);
  }

  /** Counts the attempt that was lost before this one. @throws what Temporal is told, when the grading rests for it */
  async function goOnAfterLost(job: GradingJob): Promise<void> {
    log.error('the attempt before was lost', { gradingId: job.gradingId, execution: job.execution });
    const restSeconds = await inScope(job, (trx) => noteLostAttempt(trx, job));
    if (restSeconds !== null) throw toBeRetried(lostAttempt, restSeconds);
  }

  /** Notes why a grading could not be taken up, unless that cannot be noted either. @throws what Temporal is told */
  async function leave(organisationId: string, gradingId: string, error: unknown): Promise<never> {
    const fault = faultOf(error);
    log.error('a fault of ours before grading', { gradingId, fault });
    const restSeconds = await inOrganisation(database, organisationId, (trx) =>
      noteNotTakenUp(trx, gradingId, fault),
    );
    throw toBeRetried(fault, restSeconds, error);
  }

  return {
    /**
     * Grades one submission: takes it up, runs it, stores tests as they arrive and the result. Safe to repeat: what is final stays, and
     * of two attempts at once only the one that took it up last writes.
     * @throws ApplicationFailure, always to be retried, for faults of ours; the row then says what it waits for
     */
    async grade({ organisationId, gradingId }: GradingInput): Promise<GradingOutcome> {
      const taken = await takeUp(database, organisationId, gradingId).catch((error: unknown) =>
        leave(organisationId, gradingId, error),
      );
      if (taken.kind === 'final') return taken.outcome;
      const { job } = taken;
      if (taken.afterLost) await goOnAfterLost(job);
      const outcome = await whileHeartbeating((signal) => run(job, signal)).catch((error: unknown) =>
        giveBack(job, error),
      );
      if (outcome) return outcome;
      throw ApplicationFailure.create({
        type: 'superseded',
        message: 'Another attempt took this grading up meanwhile.',
      });
    },
  };
}
