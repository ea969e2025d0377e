import { ApplicationFailure, CancelledFailure, log } from '@temporalio/activity';
import type { Knex } from 'knex';
import { reasonOf } from '#domain/grading/reason.ts';
import type { RunResult } from '#domain/grading/run-result.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { InvalidJobError } from '#sandbox/sandbox-fault.ts';
import type { Sandbox } from '#sandbox/types.ts';
import { toBeRetried } from '../clients/call-outside.ts';
import { faultOf, lostAttempt, stoppedByWorker } from '../judging/outcome.ts';
import { whileHeartbeating } from '../while-heartbeating.ts';
import { giveBackRun, noteLostRun, storeRunResult, takeUpRun } from './run-row.ts';
import type { RunJob, RunProcess } from './run-row.ts';
import { runGivenTests, runWithInput } from './run-source.ts';

export type RunInput = { organisationId: string; runId: string };

export type RunOutcome = { status: 'finished' | 'cancelled' };

/**
 * Makes the activity that runs code once and stores what came of it. Safe to repeat: what is final stays, and of two attempts at once only the one
 * that took it up last writes. It throws an ApplicationFailure, always to be retried, for faults of ours; the row then says what it waits for.
 * @param tools.database a pool of the grader's role
 * @param definition whose process it moves
 */
export function runAs(
  { database, sandbox }: { database: Knex; sandbox: Sandbox },
  definition: RunProcess,
): (input: RunInput) => Promise<RunOutcome> {
  async function run(job: RunJob, signal: AbortSignal): Promise<RunResult> {
    try {
      return job.stdin === null
        ? await runGivenTests(sandbox, job, signal)
        : await runWithInput(sandbox, job, job.stdin, signal);
    } catch (error) {
      if (!(error instanceof InvalidJobError)) throw error;
      return {
        verdict: 'rejected',
        reason: reasonOf(error.code, {}),
        message: error.message,
        compile_output: null,
        tests: [],
        output: null,
      };
    }
  }

  return async ({ organisationId, runId }: RunInput): Promise<RunOutcome> => {
    const inScope = <Result>(work: (trx: Knex.Transaction) => Promise<Result>) =>
      inOrganisation(database, organisationId, work);
    const taken = await inScope((trx) => takeUpRun(trx, definition, runId));
    if (taken.kind === 'final') return { status: taken.status };
    const { job } = taken;
    if (taken.afterLost) {
      log.error('the attempt before was lost', { runId, execution: job.execution });
      const restSeconds = await inScope((trx) => noteLostRun(trx, job));
      if (restSeconds !== null) throw toBeRetried(lostAttempt, restSeconds);
    }
    const status = await whileHeartbeating((signal) => run(job, signal))
      .then((result) => inScope((trx) => storeRunResult(trx, job, result)))
      .catch(async (error: unknown): Promise<never> => {
        if (error instanceof CancelledFailure && !stoppedByWorker(error)) throw error;
        const fault = faultOf(error);
        log.error('a fault of ours while running code', { runId, fault });
        const restSeconds = await inScope((trx) => giveBackRun(trx, job, fault));
        throw toBeRetried(fault, restSeconds, error);
      });
    if (status) return { status };
    throw ApplicationFailure.create({
      type: 'superseded',
      message: 'Another attempt took this run up meanwhile.',
    });
  };
}
