import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { cancelGrading } from '#models/grading/cancel-grading.ts';
import { runCodeProcess } from '#domain/processes/run-code.ts';
import { beginGrading } from '#models/processes/grade-submission.ts';
import { beginRun } from '#models/processes/run-code.ts';
import { publishExercise, sumInPython } from '#workers/testing/exercise.ts';
import { giveBackRun, storeRunResult, takeUpRun } from '../running/run-row.ts';
import type { RunJob } from '../running/run-row.ts';
import type { TestOutcome } from './judge.ts';
import { giveBackGrading } from './outcome.ts';
import { storeProgress, storeResult, takeUp } from './store.ts';
import type { GradingJob, GradingResult } from './store.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let grader: Knex;
let organisationId: string;
let userId: string;
let exercise: { exerciseId: string; versionId: string };
let attempts = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl);
  application = openDatabase(database.applicationUrl);
  grader = openDatabase(database.graderUrl, { pipeline: true });
  const [organisation] = await owner('organisations').insert({ slug: 'demo', name: 'Demo' }).returning('id');
  const [user] = await owner('users').insert({ name: 'Ada' }).returning('id');
  [organisationId, userId] = [organisation.id, user.id];
  await owner('memberships').insert({ organisation_id: organisationId, user_id: userId, role: 'student' });
  exercise = await publishExercise(owner, { organisationId, authorId: userId }, sumInPython);
});

afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy(), grader.destroy()]);
  await database.drop();
});

const asApplication = <Result>(work: (trx: Knex.Transaction) => Promise<Result>) =>
  inOrganisation(application, organisationId, work);
const asGrader = <Result>(work: (trx: Knex.Transaction) => Promise<Result>) =>
  inOrganisation(grader, organisationId, work);

async function queue(): Promise<{ gradingId: string; submissionId: string }> {
  return asApplication(async (trx) => {
    const [submission] = await trx('submissions')
      .insert({
        organisation_id: organisationId,
        exercise_id: exercise.exerciseId,
        exercise_version_id: exercise.versionId,
        user_id: userId,
        language: 'python',
        files: '[]',
        attempt: ++attempts,
      })
      .returning('id');
    const { gradingId } = await beginGrading(trx, {
      organisationId,
      submissionId: submission.id,
      reason: 'first',
      requestedBy: userId,
    });
    return { gradingId, submissionId: submission.id };
  });
}

async function take(gradingId: string): Promise<GradingJob> {
  const taken = await takeUp(grader, organisationId, gradingId);
  if (taken.kind === 'final') throw new Error('It is final.');
  return taken.job;
}

const outcomes = (verdict: TestOutcome['verdict'], message = 'by the first'): TestOutcome[] =>
  [0, 1, 2].map((position) => ({
    position,
    verdict,
    cpuMs: 1,
    wallMs: 1,
    memoryKb: 1,
    reason: null,
    message,
    difference: null,
    output: 'a\0b',
    outputCut: false,
  }));

const result = (verdict: GradingResult['verdict'], score: number): GradingResult => ({
  verdict,
  score,
  maxScore: 4,
  compileOutput: null,
  reason: null,
  message: null,
  imageDigest: null,
  outcome: 'completed',
});

const gradingRow = (id: string) => owner('gradings').where({ id }).first();
const submissionRow = (id: string) => owner('submissions').where({ id }).first();
const testsOf = (id: string) =>
  owner('grading_tests')
    .where({ grading_id: id })
    .orderBy('position')
    .select('position', 'verdict', 'message');
const standing = async (ids: { gradingId: string; submissionId: string }) => [
  await gradingRow(ids.gradingId),
  await submissionRow(ids.submissionId),
  await testsOf(ids.gradingId),
];

/** How many statements wait for a row that somebody else holds. */
async function waiting(): Promise<number> {
  const { rows } = await owner.raw<{ rows: { count: number }[] }>(
    `select count(*)::integer as count from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
  );
  return rows[0]!.count;
}

/** Holds the row of a grading while `statements` are begun one after another, each of which then waits for it; then lets them go on. */
async function inThisOrder(
  table: string,
  id: string,
  statements: (() => Promise<unknown>)[],
): Promise<unknown[]> {
  const holding = await owner.transaction();
  await holding(table).where({ id }).forUpdate().first('id');
  const begun: Promise<unknown>[] = [];
  for (const statement of statements) {
    begun.push(statement());
    await expect.poll(waiting, { timeout: 20_000 }).toBe(begun.length);
  }
  await holding.commit();
  return Promise.all(begun);
}

test('A8: a late attempt neither stores tests nor a result of a grading that another took up, and says so', async () => {
  const ids = await queue();
  const late = await take(ids.gradingId);
  const newer = await take(ids.gradingId);
  expect([late.execution, newer.execution]).toEqual([1, 2]);
  await storeProgress(grader, late, outcomes('wrong_answer').slice(0, 2), 2);
  expect(
    await storeResult(grader, late, result('wrong_answer', 0), outcomes('wrong_answer')),
  ).toBeUndefined();
  expect(await testsOf(ids.gradingId)).toEqual([]);
  expect(await gradingRow(ids.gradingId)).toMatchObject({ status: 'running', verdict: null, tests_done: 0 });
  expect(await processRow(ids.gradingId)).toMatchObject({ state: 'running', step: 'grade' });

  await storeResult(grader, newer, result('accepted', 4), outcomes('accepted'));
  const before = await standing(ids);
  const processBefore = await processRow(ids.gradingId);
  expect(processBefore).toMatchObject({ state: 'graded', step: 'grade', waiting_for: null });
  expect(before).toMatchObject([
    { status: 'graded' },
    { verdict: 'accepted' },
    [{ verdict: 'accepted' }, {}, {}],
  ]);
  expect(await storeResult(grader, late, result('wrong_answer', 0), outcomes('wrong_answer'))).toEqual({
    status: 'graded',
    verdict: 'accepted',
    score: 4,
  });
  await storeProgress(grader, late, outcomes('wrong_answer'), 3);
  expect(await takeUp(grader, organisationId, ids.gradingId)).toMatchObject({ kind: 'final' });
  expect(await standing(ids)).toEqual(before);
  expect(await processRow(ids.gradingId)).toEqual(processBefore);
});

test('A8: a late attempt’s fault leaves the newer attempt at work', async () => {
  const { gradingId } = await queue();
  const late = await take(gradingId);
  const newer = await take(gradingId);
  const fault = {
    code: 'docker_unavailable',
    message: 'Docker does not answer',
    kind: 'outage' as const,
    waitsFor: 'docker' as const,
  };
  await asGrader((trx) => giveBackGrading(trx, late, fault));
  expect(await gradingRow(gradingId)).toMatchObject({ status: 'running' });
  expect(await processRow(gradingId)).toMatchObject({ state: 'running', fault_count: 0, waiting_for: null });
  expect(
    await owner('executions').where({ grading_id: gradingId }).orderBy('attempt').pluck('outcome'),
  ).toEqual(['system_error', null]);
  await asGrader((trx) => giveBackGrading(trx, newer, fault));
  expect(await gradingRow(gradingId)).toMatchObject({
    status: 'queued',
  });
});

test('A8: taken up while the late attempt’s statement waits for the row, the late one writes nothing', async () => {
  const ids = await queue();
  const late = await take(ids.gradingId);
  await inThisOrder('gradings', ids.gradingId, [
    () => take(ids.gradingId),
    () => storeProgress(grader, late, outcomes('wrong_answer'), 3),
    () => storeResult(grader, late, result('wrong_answer', 0), outcomes('wrong_answer')),
  ]);
  expect(await standing(ids)).toMatchObject([{ status: 'running', execution: 2 }, { verdict: null }, []]);
});

test('A8: taken up just after the late attempt stored tests, they are cleared away', async () => {
  const ids = await queue();
  const late = await take(ids.gradingId);
  await inThisOrder('gradings', ids.gradingId, [
    () => storeProgress(grader, late, outcomes('wrong_answer'), 3),
    () => take(ids.gradingId),
  ]);
  expect(await standing(ids)).toMatchObject([{ execution: 2, tests_done: 0 }, { verdict: null }, []]);
});

test('A8: a result that stands just before another takes up stays; the other has nothing to do', async () => {
  const ids = await queue();
  const first = await take(ids.gradingId);
  const [stored, taken] = await inThisOrder('gradings', ids.gradingId, [
    () => storeResult(grader, first, result('accepted', 4), outcomes('accepted')),
    () => takeUp(grader, organisationId, ids.gradingId),
  ]);
  const outcome = { status: 'graded', verdict: 'accepted', score: 4 };
  expect([stored, taken]).toEqual([outcome, { kind: 'final', outcome }]);
  expect(await testsOf(ids.gradingId)).toHaveLength(3);
});

const cancel = (gradingId: string, from: ('queued' | 'running')[] = ['queued', 'running']) =>
  asApplication((trx) => cancelGrading(trx, { gradingId, from }, 'student'));
const cancelledOutcome = { status: 'cancelled', verdict: null, score: null };

test('GRD-7: a cancel just before a grading is taken up ends it; just after, it is too late for one that may only wait', async () => {
  const before = await queue();
  const [cancelled, taken] = await inThisOrder('gradings', before.gradingId, [
    () => cancel(before.gradingId),
    () => takeUp(grader, organisationId, before.gradingId),
  ]);
  expect(cancelled).toMatchObject({ gradingId: before.gradingId, attemptUsed: false });
  expect(taken).toEqual({ kind: 'final', outcome: cancelledOutcome });
  const after = await queue();
  const [job, late] = await inThisOrder('gradings', after.gradingId, [
    () => take(after.gradingId),
    () => cancel(after.gradingId, ['queued']),
  ]);
  expect([(job as GradingJob).execution, late]).toEqual([1, undefined]);
  expect(await standing(after)).toMatchObject([{ status: 'running' }, { status: 'running' }, []]);
});

test('GRD-7: of a cancel and a result at once the first stands, whole', async () => {
  const graded = await queue();
  const first = await take(graded.gradingId);
  const [stored, late] = await inThisOrder('gradings', graded.gradingId, [
    () => storeResult(grader, first, result('accepted', 4), outcomes('accepted')),
    () => cancel(graded.gradingId),
  ]);
  expect([stored, late]).toEqual([{ status: 'graded', verdict: 'accepted', score: 4 }, undefined]);
  expect(await standing(graded)).toMatchObject([{ status: 'graded' }, { status: 'graded' }, [{}, {}, {}]]);
  const ended = await queue();
  const second = await take(ended.gradingId);
  const [cancelled, tooLate] = await inThisOrder('gradings', ended.gradingId, [
    () => cancel(ended.gradingId),
    () => storeResult(grader, second, result('accepted', 4), outcomes('accepted')),
  ]);
  expect([cancelled, tooLate]).toEqual([
    expect.objectContaining({ submissionId: ended.submissionId }),
    cancelledOutcome,
  ]);
  expect(await standing(ended)).toMatchObject([
    { status: 'cancelled', verdict: null },
    { status: 'cancelled', verdict: null },
    [],
  ]);
});

test('K11: the author is told of each output at which the checker failed, once', async () => {
  const { gradingId } = await queue();
  const job = await take(gradingId);
  const failed = outcomes('wrong_answer').map((outcome) =>
    outcome.position === 1 ? { ...outcome, checkerFailure: 'ValueError\0' } : outcome,
  );
  await storeResult(grader, job, result('wrong_answer', 2), failed);
  await storeResult(grader, job, result('wrong_answer', 2), failed);
  expect(
    await owner('process_events')
      .where({ workflow_id: `grade-submission:${gradingId}`, event: 'checker_failed' })
      .select('detail'),
  ).toEqual([{ detail: { test: 'negative', message: 'ValueError␀' } }]);
});

test('H1a: a student who cancels after a verdict was to be read has used the attempt', async () => {
  const ids = await queue();
  const job = await take(ids.gradingId);
  await storeProgress(grader, job, outcomes('accepted').slice(0, 1), 1);
  await asGrader((trx) =>
    giveBackGrading(trx, job, {
      code: 'host_fault',
      message: 'away',
      kind: 'outage',
      waitsFor: 'grading_machine',
    }),
  );
  // Also when a later try got no further than to be taken up, which clears the tests away.
  const again = await take(ids.gradingId);
  await asGrader((trx) =>
    giveBackGrading(trx, again, {
      code: 'host_fault',
      message: 'away',
      kind: 'outage',
      waitsFor: 'grading_machine',
    }),
  );
  const cancelled = await asApplication((trx) =>
    cancelGrading(trx, { submissionId: ids.submissionId, from: ['queued'] }, 'student'),
  );
  expect(cancelled).toEqual({ ...ids, attemptUsed: true });
  expect(await submissionRow(ids.submissionId)).toMatchObject({ status: 'cancelled', attempt_used: true });
});

test('H1a: an attempt comes back when nothing of it was shown, or when somebody else ends what we cannot mend', async () => {
  const unseen = await queue();
  expect(
    await asApplication((trx) =>
      cancelGrading(trx, { submissionId: unseen.submissionId, from: ['queued'] }, 'student'),
    ),
  ).toMatchObject({ attemptUsed: false });

  const ours = await queue();
  await storeProgress(grader, await take(ours.gradingId), outcomes('accepted').slice(0, 1), 1);
  expect(
    await asApplication((trx) =>
      cancelGrading(trx, { gradingId: ours.gradingId, from: ['queued', 'running'] }, 'platform'),
    ),
  ).toMatchObject({ attemptUsed: false });
  expect(await submissionRow(ours.submissionId)).toMatchObject({ status: 'cancelled', attempt_used: false });
});

test('H1a: cancelling a regrade leaves the attempt used', async () => {
  const ids = await queue();
  await storeResult(grader, await take(ids.gradingId), result('accepted', 4), outcomes('accepted'));
  const { gradingId } = await asApplication((trx) =>
    beginGrading(trx, {
      organisationId,
      submissionId: ids.submissionId,
      reason: 'regrade',
      requestedBy: userId,
    }),
  );
  expect(
    await asApplication((trx) => cancelGrading(trx, { gradingId, from: ['queued', 'running'] }, 'platform')),
  ).toMatchObject({ attemptUsed: true });
  expect(await submissionRow(ids.submissionId)).toMatchObject({ status: 'graded', attempt_used: true });
});

const runResult = {
  verdict: null,
  reason: null,
  message: null,
  compile_output: null,
  tests: [],
  output: null,
};

async function queueOwnRun(): Promise<string> {
  const { exerciseId, versionId } = exercise;
  const wish = { organisationId, userId, language: 'python', files: [], exerciseId, versionId, stdin: '' };
  return (await asApplication((trx) => beginRun(trx, wish))).runId;
}

async function takeRun(runId: string): Promise<RunJob> {
  const taken = await asGrader((trx) => takeUpRun(trx, runCodeProcess, runId));
  if (taken.kind === 'final') throw new Error('It is final.');
  return taken.job;
}

const processRow = (rowId: string) => owner('processes').where({ row_id: rowId }).first();
const runRow = (id: string) => owner('runs').where({ id }).first();

test('A8: of two attempts at a run only the one that took it up last writes', async () => {
  const runId = await queueOwnRun();
  const late = await takeRun(runId);
  const newer = await takeRun(runId);
  const fault = { code: 'host_fault', message: 'away', kind: 'outage' as const, waitsFor: 'docker' as const };
  await asGrader((trx) => giveBackRun(trx, late, fault));
  expect(
    await asGrader((trx) => storeRunResult(trx, late, { ...runResult, message: 'late' })),
  ).toBeUndefined();
  expect(await runRow(runId)).toMatchObject({ status: 'running', result: null });
  expect(await processRow(runId)).toMatchObject({ fault_count: 0 });
  expect(await asGrader((trx) => storeRunResult(trx, newer, runResult))).toBe('finished');
  expect(await asGrader((trx) => storeRunResult(trx, late, { ...runResult, message: 'late' }))).toBe(
    'finished',
  );
  expect(await runRow(runId)).toMatchObject({ status: 'finished', result: runResult, execution: 2 });
});

test('A8: a run that is taken up while the late attempt’s statement waits for the row is the newer one’s', async () => {
  const runId = await queueOwnRun();
  const late = await takeRun(runId);
  const [, stored] = await inThisOrder('runs', runId, [
    () => takeRun(runId),
    () => asGrader((trx) => storeRunResult(trx, late, runResult)),
  ]);
  expect(stored).toBeUndefined();
  expect(await runRow(runId)).toMatchObject({ status: 'running', execution: 2, result: null });
});

test('A26: a run that was cancelled says so, before it is taken up and after', async () => {
  const runId = await queueOwnRun();
  const job = await takeRun(runId);
  await owner('runs').where({ id: runId }).update({ status: 'cancelled' });
  expect(await asGrader((trx) => storeRunResult(trx, job, runResult))).toBe('cancelled');
  expect(await asGrader((trx) => takeUpRun(trx, runCodeProcess, runId))).toEqual({
    kind: 'final',
    status: 'cancelled',
  });
});
