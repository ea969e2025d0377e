import { ApplicationFailure, CancelledFailure, log } from '@temporalio/activity';
import type { Knex } from 'knex';
import type { GradingOutcome } from '#domain/grading/grading-outcome.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { InvalidJobError } from '#sandbox/sandbox-fault.ts';
import type { Sandbox } from '#sandbox/types.ts';
import { faultOf } from './judging/fault-of.ts';
import { followProgress } from './judging/follow-progress.ts';
import { recordCancelledExecution, recordFault } from './judging/record-fault.ts';
import { rejectedResult, resultOf } from './judging/result-of.ts';
import { runTests } from './judging/run-tests.ts';
import { stoppedByWorker } from './judging/stopped-by-worker.ts';
import { storeProgress, storeResult } from './judging/store-results.ts';
import { takeUp } from './judging/take-up.ts';
import type { GradingJob } from './judging/take-up.ts';
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

  /** Runs the tests of a job and makes their result stand. */
  async function run(job: GradingJob, signal: AbortSignal): Promise<GradingOutcome> {
    let done = 0;
    const progress = followProgress(async (batch) => {
      done += batch.length;
      await storeProgress(database, job, batch, done);
    });
    const container = `${job.gradingId}-${job.execution}`;
    try {
      const ran = await runTests(sandbox, { ...job, id: container }, { signal, onOutcome: progress.add });
      await progress.settle();
      return await storeResult(database, job, resultOf(job, ran), ran.outcomes);
    } catch (error) {
      await progress
        .settle()
        .catch((failure: unknown) => void log.warn('progress was not written', { failure }));
      if (!(error instanceof InvalidJobError)) throw error;
      return storeResult(database, job, rejectedResult(job, error.message), []);
    }
  }

  return {
    /**
     * Grades one submission: takes it up, runs it, stores tests as they arrive and the result. Safe to repeat: what is final stays.
     * @throws ApplicationFailure, always to be retried, for faults of ours; the row then says what it waits for
     */
    async grade({ organisationId, gradingId }: GradingInput): Promise<GradingOutcome> {
      const taken = await takeUp(database, organisationId, gradingId);
      if (taken.kind === 'final') return taken.outcome;
      const { job } = taken;
      try {
        return await whileHeartbeating((signal) => run(job, signal));
      } catch (error) {
        if (error instanceof CancelledFailure && !stoppedByWorker(error)) {
          await inScope(job, (trx) => recordCancelledExecution(trx, job));
          throw error;
        }
        const fault = faultOf(error);
        log.error('a fault of ours while grading', { gradingId, execution: job.execution, fault });
        await inScope(job, (trx) => recordFault(trx, job, fault));
        throw ApplicationFailure.create({
          type: fault.code,
          message: fault.message,
          ...(error instanceof Error && { cause: error }),
        });
      }
    },
  };
}
