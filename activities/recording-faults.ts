import { ApplicationFailure, CancelledFailure, Context, log } from '@temporalio/activity';
import type { Knex } from 'knex';
import type { Fault } from '#domain/processes/waiting.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { recordFault } from '#models/processes/move-process.ts';
import { toBeRetried } from './clients/call-outside.ts';
import { isDatabaseAway } from './database-away.ts';

/**
 * Does a step in the database. A fault is noted on the process's row, and the step is tried again, after five of ours with longer rests.
 * That it was told to end, or that its worker stops, is no fault.
 * @param process.soon its own retry policy decides how soon, however often it failed: of a quick step, which nobody can tell to begin anew
 * @throws ApplicationFailure, to be retried; one that `work` throws goes through as it is
 * @throws CancelledFailure when it was told to end
 */
export async function recordingFaults<Result>(
  database: Knex,
  process: { organisationId: string; workflowId: string; soon?: true },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApplicationFailure || error instanceof CancelledFailure) throw error;
    const told = Context.current().cancellationSignal;
    if (told.aborted && error instanceof Error && error.name === 'AbortError')
      throw ended(told.reason, error);
    const isAway = isDatabaseAway(error);
    const fault: Fault = {
      code: isAway ? 'database_unavailable' : 'step_fault',
      message: error instanceof Error ? error.message : String(error),
      kind: isAway ? 'outage' : 'ours',
      waitsFor: 'database',
    };
    log.error('a step failed', { workflowId: process.workflowId, error });
    const rest = await inOrganisation(database, process.organisationId, (trx) =>
      recordFault(trx, process.workflowId, fault),
    );
    throw toBeRetried(fault, process.soon ? null : rest, error);
  }
}

/** Why a step that was told to end did so. Temporal tries it again only when the worker stops. */
function ended(reason: unknown, cause: Error): Error {
  if (reason instanceof CancelledFailure && reason.message !== 'WORKER_SHUTDOWN') return reason;
  return ApplicationFailure.create({ type: 'worker_stopped', message: 'The worker is stopping.', cause });
}
