import type { Knex } from 'knex';
import type { ExerciseLimits, SourceFile } from '#domain/exercises/exercise-definition.ts';
import type { RunResult } from '#domain/grading/run-result.ts';
import { waitingFor } from '#domain/grading/waiting.ts';
import { ExerciseTest } from '#models/exercises/exercise-test.ts';
import type { TrialTest } from '#models/grading/run.ts';
import type { JudgedBy } from '../judging/graded-test.ts';
import type { Fault } from '../judging/record-fault.ts';
import { storableJson, storableText } from '../judging/storable.ts';

export type RunJob = {
  id: string;
  /** Counts the tries from 1, each with a container of its own name. */
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

type RunRow = Omit<RunJob, 'tests' | 'trial'> & {
  exercise_version_id: string | null;
  tests: TrialTest[] | null;
};

/** Takes a run out of the queue. @returns undefined when it is final already */
export async function takeUpRun(trx: Knex.Transaction, runId: string): Promise<RunJob | undefined> {
  const { rows } = await trx.raw<{ rows: RunRow[] }>(
    `update runs set status = 'running', waiting_for = null, revision = revision + 1
     where id = ? and status in ('queued', 'running')
     returning id, revision as execution, language, files, stdin, exercise_version_id, tests,
       coalesce(limits, (select versions.limits from exercise_versions versions where versions.id = runs.exercise_version_id)) as limits`,
    [runId],
  );
  const row = rows[0];
  if (!row) return undefined;
  if (row.tests) return { ...row, trial: true, tests: row.tests.map(expectNothing) };
  const visible =
    row.stdin === null
      ? await ExerciseTest.query(trx)
          .where({ exercise_version_id: row.exercise_version_id, hidden: false })
          .orderBy('position')
      : [];
  return {
    ...row,
    trial: false,
    tests: visible.map((test) => ({ ...test.toDefinition(), position: test.position })),
  };
}

function expectNothing({ name, input }: TrialTest, position: number): JudgedBy {
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

/** @returns false when the run was cancelled meanwhile */
export async function storeRunResult(
  trx: Knex.Transaction,
  runId: string,
  result: RunResult,
): Promise<boolean> {
  const updated = await trx('runs')
    .where({ id: runId, status: 'running' })
    .update({
      status: 'finished',
      result: storableJson(result),
      waiting_for: null,
      finished_at: trx.fn.now(),
      revision: trx.raw('revision + 1'),
    });
  return updated === 1;
}

/** Puts a run that met a fault of ours back into the queue, with what it waits for in words. */
export async function recordRunFault(trx: Knex.Transaction, runId: string, fault: Fault): Promise<void> {
  await trx('runs')
    .where({ id: runId, status: 'running' })
    .update({
      status: 'queued',
      waiting_for: waitingFor(fault.code),
      last_fault: storableText(fault.message, 2_000),
      fault_count: trx.raw('fault_count + 1'),
      revision: trx.raw('revision + 1'),
    });
}
