import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { warningsFor } from '#domain/languages/source-warnings.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { runCodeProcess } from '#domain/processes/run-code.ts';
import { Process } from '#models/processes/process.ts';
import { Run } from '#models/grading/run.ts';
import { ApiError } from '#api/errors.ts';
import type { RunDetail } from '#api/schemas/run.ts';

const keptMilliseconds = 60 * 60 * 1000;

/**
 * One's own free run.
 * @throws ApiError NOT_FOUND, also when it is somebody else's or an hour has passed
 */
export async function readRun(
  trx: Knex.Transaction,
  id: string,
  viewer: { userId: string },
): Promise<Static<typeof RunDetail>> {
  const run = await Run.query(trx).findById(id).where({ user_id: viewer.userId });
  if (!run) throw new ApiError('no_such_run');
  const exercise = run.exercise_id
    ? await trx('exercises').where({ id: run.exercise_id }).first<{ id: string; slug: string }>('id', 'slug')
    : null;
  const process = await Process.query(trx)
    .findById(workflowIdOf(runCodeProcess, id))
    .select('waiting_for', 'fault_count');
  const unfinished = run.status === 'queued' || run.status === 'running';
  return {
    id: run.id,
    exercise,
    lesson_id: run.lesson_id,
    language: run.language,
    files: run.files,
    stdin: run.stdin,
    status: run.status,
    waiting_for: unfinished ? (process?.waiting_for ?? null) : null,
    our_fault: unfinished && (process?.fault_count ?? 0) > 0,
    warnings: warningsFor(run.language, run.files),
    result: run.result,
    requested_at: run.requested_at.toISOString(),
    finished_at: run.finished_at?.toISOString() ?? null,
    expires_at: new Date(run.requested_at.getTime() + keptMilliseconds).toISOString(),
    revision: run.revision,
  };
}
