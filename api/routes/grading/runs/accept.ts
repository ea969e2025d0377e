import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { problemsOfInput } from '#domain/exercises/check-exercise-definition.ts';
import { usualLimits } from '#domain/exercises/exercise-definition.ts';
import { fieldFault, type FieldFault } from '#domain/field-faults.ts';
import { gradableLanguages } from '#domain/languages/index.ts';
import { isOpenTo } from '#domain/permissions.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { runCodeProcess } from '#domain/processes/run-code.ts';
import { findGradable } from '#models/exercises/find-gradable.ts';
import type { TrialTest } from '#models/grading/run.ts';
import { signalProcess } from '#models/processes/begin-process.ts';
import { cancelProcess } from '#models/processes/repair-process.ts';
import { Process } from '#models/processes/process.ts';
import { beginRun } from '#models/processes/run-code.ts';
import { ApiError } from '#api/errors.ts';
import type { FillExpectedBody, RunDetail } from '#api/schemas/run.ts';
import { refuseLanguage } from '#api/source-checks.ts';
import type { CheckedSource } from '#api/source-checks.ts';
import type { Viewer } from '#api/viewer.ts';
import { refuseTooManyUnfinished } from '../unfinished-limits.ts';
import { readRun } from './read.ts';

/**
 * Takes code to be run: the run and the outbox row, in one transaction. Authors may run drafts too.
 * @param source.stdin null: the visible tests
 * @throws ApiError NOT_FOUND, VALIDATION_ERROR for a language the exercise has not, or when there is no visible test to run,
 * QUOTA_EXCEEDED while too many of the person's runs are unfinished
 */
export async function acceptRun(
  trx: Knex.Transaction,
  viewer: Viewer,
  slug: string,
  source: CheckedSource & { stdin: string | null },
): Promise<{ runId: string; outboxId: string }> {
  const exercise = await findGradable(trx, slug, { asAuthor: isOpenTo('exercises.author', viewer.role) });
  if (!exercise) throw new ApiError('no_such_exercise', { exercise: slug });
  refuseLanguage(source.language, exercise.languages);
  await refuseTooManyUnfinished(trx, viewer.userId, 'runs');
  if (source.stdin === null) await refuseWithoutVisibleTest(trx, exercise.version_id);
  return beginRun(trx, {
    organisationId: viewer.organisationId,
    exerciseId: exercise.id,
    versionId: exercise.version_id,
    userId: viewer.userId,
    ...source,
  });
}

/**
 * Refuses to try code against an exercise that shows no test: there would be nothing to run.
 * @throws ApiError VALIDATION_ERROR
 */
export async function refuseWithoutVisibleTest(trx: Knex.Transaction, versionId: string): Promise<void> {
  const visible = await trx('exercise_tests')
    .where({ exercise_version_id: versionId, hidden: false })
    .first<{ position: number } | undefined>('position');
  if (visible) return;
  throw new ApiError('input_needed', {}, { reasons: { stdin: [fieldFault('required')] } });
}

/**
 * Takes an author's trial: what does a solution give for these inputs?
 * @throws ApiError VALIDATION_ERROR for a language that cannot be graded, or tests that cannot be run, QUOTA_EXCEEDED as `acceptRun`
 */
export async function acceptTrial(
  trx: Knex.Transaction,
  { organisationId, userId }: Viewer,
  source: CheckedSource,
  { tests, limits }: Pick<Static<typeof FillExpectedBody>, 'tests' | 'limits'>,
): Promise<{ runId: string; outboxId: string }> {
  refuseLanguage(source.language, gradableLanguages);
  checkTrialTests(tests);
  await refuseTooManyUnfinished(trx, userId, 'runs');
  return beginRun(trx, { organisationId, userId, ...source, tests, limits: { ...usualLimits, ...limits } });
}

/** @throws ApiError VALIDATION_ERROR with the reasons by test, also when some tests are programs and others calls: one run is either */
function checkTrialTests(tests: readonly TrialTest[]): void {
  const reasons: Record<string, FieldFault[]> = Object.fromEntries(
    tests
      .map(({ input }, index) => [`tests.${index}`, problemsOfInput(input)] as const)
      .filter(([, problems]) => problems.length > 0),
  );
  if (new Set(tests.map(({ input }) => input.call === undefined)).size > 1)
    reasons.tests = [fieldFault('calls_or_programs')];
  if (Object.keys(reasons).length > 0) throw new ApiError('tests_not_runnable', {}, { reasons });
}

/**
 * Stops a person's own run, also while it runs.
 * @returns the run, and the outbox row that tells its process
 * @throws ApiError NOT_FOUND, CONFLICT when it is over
 */
export async function cancelRun(
  trx: Knex.Transaction,
  viewer: Viewer,
  runId: string,
): Promise<{ run: Static<typeof RunDetail>; outboxId: string }> {
  const { id } = await readRun(trx, runId, viewer);
  const workflowId = workflowIdOf(runCodeProcess, id);
  const process = await Process.query(trx).findById(workflowId);
  if (!process || !(await cancelProcess(trx, process, 'Stopped by the person.')))
    throw new ApiError('run_ended');
  const { organisationId } = viewer;
  const outboxId = await signalProcess(trx, { organisationId, workflowId, name: 'cancel', argument: {} });
  return { outboxId, run: await readRun(trx, id, viewer) };
}
