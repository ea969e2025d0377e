import { ApplicationFailure, CancelledFailure, log } from '@temporalio/activity';
import type { Knex } from 'knex';
import type { Fault } from '#domain/processes/waiting.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { recordFault } from '#models/processes/move-process.ts';
import { toBeRetried } from './clients/call-outside.ts';
import { isDatabaseAway } from './database-away.ts';

/**
 * Does a step in the database. A fault is noted on the process's row, and the step is tried again, after five of ours with longer rests.
 * @param process.soon its own retry policy decides how soon, however often it failed: of a quick step, which nobody can tell to begin anew
 * @throws ApplicationFailure, to be retried; one that `work` throws goes through as it is
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
