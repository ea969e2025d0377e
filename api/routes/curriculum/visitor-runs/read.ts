import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { runVisitorCodeProcess } from '#domain/processes/run-visitor-code.ts';
import { Run } from '#models/grading/run.ts';
import { Process } from '#models/processes/process.ts';
import { hashOfRunToken } from '#models/processes/run-visitor-code.ts';
import { ApiError } from '#api/errors.ts';
import type { VisitorRun } from '#api/schemas/run.ts';

const gone = () => new ApiError('no_such_visitor_run');

/**
 * Finds the run that a token lets its visitor read.
 * @returns its id
 * @throws ApiError NOT_FOUND, also when its time is over
 */
export async function findVisitorRun(trx: Knex.Transaction, token: string): Promise<string> {
  const run = await Run.query(trx)
    .findOne({ token_hash: hashOfRunToken(token) })
    .select('id');
  if (!run) throw gone();
  return run.id;
}

/**
 * Reads a visitor's run as it stands.
 * @param token what it was found with; goes into the answer
 * @throws ApiError NOT_FOUND when its time is over
 */
export async function readVisitorRun(
  trx: Knex.Transaction,
  runId: string,
  token: string,
): Promise<Static<typeof VisitorRun>> {
  const run = await Run.query(trx).findById(runId);
  if (!run) throw gone();
  const process = await Process.query(trx)
    .findById(workflowIdOf(runVisitorCodeProcess, runId))
    .select('fault_count');
  const unfinished = run.status === 'queued' || run.status === 'running';
  return {
    token,
    language: run.language,
    status: run.status,
    our_fault: unfinished && (process?.fault_count ?? 0) > 0,
    result: run.result,
  };
}
