import type { Knex } from 'knex';
import type { ExerciseLimits, SourceFile } from '#domain/exercises/exercise-definition.ts';
import type { RunResult } from '#domain/grading/run-result.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import type { runCodeProcess } from '#domain/processes/run-code.ts';
import type { runVisitorCodeProcess } from '#domain/processes/run-visitor-code.ts';
import type { Fault } from '#domain/processes/waiting.ts';
import { enterStep, moveProcess, recordFault } from '#models/processes/move-process.ts';
import { ExerciseTest } from '#models/exercises/exercise-test.ts';
import type { TrialTest } from '#models/grading/run.ts';
import { storableJson } from '../judging/judge.ts';
import type { JudgedBy } from '../judging/judge.ts';
import { lostAttempt } from '../judging/outcome.ts';

/** Whose run it is: somebody's who is signed in, or a visitor's. */
export type RunProcess = typeof runCodeProcess | typeof runVisitorCodeProcess;

export type RunJob = {
  id: string;
  definition: RunProcess;
  /** Counts the times it was taken up, from 1; only the newest may write (judging/store.ts says why). */
  execution: number;
  language: string;
  files: SourceFile[];
  /** null: `tests` run. */
  stdin: string | null;
  /** Nothing is expected of the tests: an author wants to know what comes out. */
  trial: boolean;
  limits: ExerciseLimits;
  tests: JudgedBy[];
};

type TakenUp =
  { kind: 'job'; job: RunJob; afterLost: boolean } | { kind: 'final'; status: 'finished' | 'cancelled' };

type RunRow = Omit<RunJob, 'tests' | 'trial' | 'definition'> & {
  after_lost: boolean;
  exercise_version_id: string | null;
  tests: TrialTest[] | null;
};

/** Takes a run out of the queue. @returns `final` when there is nothing left to do, and its process ends; a run that is forgotten counts as cancelled; `afterLost` when the attempt before ended without a word */
export async function takeUpRun(
  trx: Knex.Transaction,
  definition: RunProcess,
  runId: string,
): Promise<TakenUp> {
  const workflowId = workflowIdOf(definition, runId);
  const { rows } = await trx.raw<{ rows: RunRow[] }>(
    `update runs set status = 'running', execution = execution + 1, revision = revision + 1
     where id = ? and status in ('queued', 'running')
     returning old.status = 'running' as after_lost, runs.id, new.execution, runs.language, runs.files, runs.stdin, runs.exercise_version_id, runs.tests,
       coalesce(runs.limits, (select versions.limits from exercise_versions versions where versions.id = runs.exercise_version_id)) as limits`,
    [runId],
  );
  const found = rows[0];
  if (!found) {
    const status = (await finalStatus(trx, runId)) ?? 'cancelled';
    const event = { name: status, occurrence: 'end' };
    await moveProcess(trx, { workflowId, state: status, finished: true, event });
    return { kind: 'final', status };
  }
  const { after_lost: afterLost, ...row } = found;
  await enterStep(trx, workflowId, 'run');
  await moveProcess(trx, { workflowId, state: 'running', waitingFor: null });
  if (row.tests)
    return {
      kind: 'job',
      afterLost,
      job: { ...row, definition, trial: true, tests: row.tests.map(nothingExpected) },
    };
  const visible =
    row.stdin === null
      ? await ExerciseTest.query(trx)
          .where({ exercise_version_id: row.exercise_version_id, hidden: false })
          .orderBy('position')
      : [];
  const tests = visible.map((test) => ({ ...test.toDefinition(), position: test.position }));
  return { kind: 'job', afterLost, job: { ...row, definition, trial: false, tests } };
}

/** @returns undefined while the run is unfinished, or when it is forgotten */
async function finalStatus(
  trx: Knex.Transaction,
  runId: string,
): Promise<'finished' | 'cancelled' | undefined> {
  const row = await trx('runs')
    .where({ id: runId })
    .whereIn('status', ['finished', 'cancelled'])
    .first<{ status: 'finished' | 'cancelled' } | undefined>('status');
  return row?.status;
}

/** A test that only runs: whatever comes out is taken. */
export function nothingExpected({ name, input }: TrialTest, position: number): JudgedBy {
  return {
    position,
    name,
    input,
    hidden: false,
    weight: 0,
    group: null,
    expected: null,
    compare: 'exact',
    checker: null,
  };
}

/** @returns how the run stands now; undefined when that is for another attempt to say */
export async function storeRunResult(
  trx: Knex.Transaction,
  { id, definition, execution }: RunJob,
  result: RunResult,
): Promise<'finished' | 'cancelled' | undefined> {
  const updated = await trx('runs')
    .where({ id, execution, status: 'running' })
    .update({
      status: 'finished',
      result: storableJson(result),
      finished_at: trx.fn.now(),
      revision: trx.raw('revision + 1'),
    });
  if (updated === 0) return finalStatus(trx, id);
  await moveProcess(trx, {
    workflowId: workflowIdOf(definition, id),
    state: 'finished',
    finished: true,
    event: { name: 'finished', occurrence: 'end' },
  });
  return 'finished';
}

/**
 * Counts a lost attempt, once the run is taken up again; when it is parked for it, puts it back into the queue.
 * @returns seconds until it should be tried again when it is parked, null when it goes on now
 */
export async function noteLostRun(trx: Knex.Transaction, job: RunJob): Promise<number | null> {
  const workflowId = workflowIdOf(job.definition, job.id);
  const restSeconds = await recordFault(trx, workflowId, lostAttempt);
  if (restSeconds === null) await moveProcess(trx, { workflowId, waitingFor: null });
  else if (await putBack(trx, job)) await moveProcess(trx, { workflowId, state: 'queued' });
  return restSeconds;
}

/** @returns whether it was this attempt's to put back */
async function putBack(trx: Knex.Transaction, { id, execution }: RunJob): Promise<boolean> {
  const updated = await trx('runs')
    .where({ id, execution, status: 'running' })
    .update({ status: 'queued', revision: trx.raw('revision + 1') });
  return updated > 0;
}

/**
 * Puts a run that met a fault of ours back into the queue, unless another attempt took it up.
 * @returns seconds until it should be tried again when it is parked, else null
 */
export async function giveBackRun(trx: Knex.Transaction, job: RunJob, fault: Fault): Promise<number | null> {
  if (!(await putBack(trx, job))) return null;
  return recordFault(trx, workflowIdOf(job.definition, job.id), fault, { state: 'queued' });
}
