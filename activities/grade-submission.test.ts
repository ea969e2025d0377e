import { CancelledFailure } from '@temporalio/common';
import type { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Knex } from 'knex';
import { dockerForTest } from '#dev/testing/docker.ts';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import type { ExerciseDefinitionInput } from '#domain/exercises/exercise-definition.ts';
import { cancelGrading } from '#models/grading/cancel-grading.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { noteLostAttempt } from './judging/outcome.ts';
import { takeUp } from './judging/store.ts';
import { createSandbox } from '#sandbox/index.ts';
import { DockerAskedOtherwise, freshLabel, withTooLittleMemory } from '#sandbox/testing.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { beginGrading } from '#models/processes/grade-submission.ts';
import { publishExercise, sumInPython } from '#workers/testing/exercise.ts';
import { createAnnouncingActivities } from './announce-grading.ts';
import { createGradingActivities } from './grade-submission.ts';
import type { GradingInput } from './grade-submission.ts';
import { eachActivityTwice } from './testing/each-activity-twice.ts';
import { processRows } from './testing/process-rows.ts';

let database: TestDatabase;
let owner: Knex;
let grader: Knex;
let application: Knex;
let sandbox: Sandbox;
let person: { organisationId: string; authorId: string };
let slugs = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, grader, application] = [database.ownerUrl, database.graderUrl, database.applicationUrl].map((url) =>
    openDatabase(url, { pipeline: true }),
  ) as [Knex, Knex, Knex];
  const [organisation] = await owner('organisations').insert({ slug: 'demo', name: 'Demo' }).returning('id');
  const [user] = await owner('users').insert({ name: 'Ada', email: 'ada@example.com' }).returning('id');
  await owner('memberships').insert({ organisation_id: organisation.id, user_id: user.id, role: 'student' });
  person = { organisationId: organisation.id, authorId: user.id };
  const docker = await dockerForTest();
  sandbox = createSandbox({ docker: { socketPath: docker.socket }, label: docker.label, slots: 2 });
  await sandbox.prepare(['python']);
});

afterAll(async () => {
  await sandbox.close();
  await Promise.all([owner.destroy(), grader.destroy(), application.destroy()]);
  await database.drop();
});

/** A queued grading of some Python source. */
async function queue(
  source: string,
  changes: Partial<ExerciseDefinitionInput> = {},
  lateSeconds = 0,
): Promise<GradingInput & { submissionId: string }> {
  const { organisationId, authorId } = person;
  const { exerciseId, versionId } = await publishExercise(owner, person, {
    ...sumInPython,
    slug: `sum-${++slugs}`,
    ...changes,
  });
  return inOrganisation(application, organisationId, async (trx) => {
    const row = {
      organisation_id: organisationId,
      exercise_id: exerciseId,
      exercise_version_id: versionId,
      user_id: authorId,
      language: 'python',
      attempt: 1,
      late_seconds: lateSeconds,
    };
    const [submission] = await trx('submissions')
      .insert({ ...row, files: JSON.stringify([{ name: 'main.py', content: source }]) })
      .returning('id');
    const { gradingId } = await beginGrading(trx, {
      organisationId,
      submissionId: submission.id,
      reason: 'first',
      requestedBy: authorId,
    });
    return { organisationId, gradingId, submissionId: submission.id };
  });
}

const grade = (input: GradingInput, environment = new MockActivityEnvironment(), by = sandbox) =>
  environment.run(createGradingActivities({ database: grader, sandbox: by }).grade, input);
const gradingRow = (id: string) => owner('gradings').where({ id }).first();
const processRow = (gradingId: string) => owner('processes').where({ row_id: gradingId }).first();
const submissionRow = (id: string) => owner('submissions').where({ id }).first();
const testsOf = (id: string) => owner('grading_tests').where({ grading_id: id }).orderBy('position');
const executionsOf = (id: string) => owner('executions').where({ grading_id: id }).orderBy('attempt');

const rightSum = 'a, b = map(int, input().split())\nprint(a + b)\n';

const lookAt = async ({ gradingId, submissionId }: { gradingId: string; submissionId: string }) => [
  await processRows(owner, 'grade-submission', gradingId, ['gradings']),
  await submissionRow(submissionId),
  await testsOf(gradingId),
  await executionsOf(gradingId),
  await owner('exercise_progress').orderBy('exercise_id'),
  await owner('progress_events').orderBy('id'),
];

eachActivityTwice('grade-submission', () => owner, {
  openGrading: async () => {
    const input = await queue(rightSum);
    const activities = createAnnouncingActivities({ database: application });
    return { activities, input, look: () => lookAt(input) };
  },
  grade: async () => {
    const input = await queue(rightSum);
    const activities = createGradingActivities({ database: grader, sandbox });
    return { activities, input, look: () => lookAt(input) };
  },
  announceGrading: async () => {
    const input = await queue(rightSum);
    await grade(input);
    const activities = createAnnouncingActivities({ database: application });
    return { activities, input, look: () => lookAt(input) };
  },
});

test('GRD-4: a wrong answer comes with points for what is right, a difference, and words', async () => {
  const input = await queue('a, b = map(int, input().split())\nprint(a + b if a < 100 else 7)\n');
  expect(await grade(input)).toEqual({ status: 'graded', verdict: 'wrong_answer', score: 2 });
  expect(await submissionRow(input.submissionId)).toMatchObject({
    status: 'graded',
    verdict: 'wrong_answer',
    score: 2,
    max_score: 4,
    grading_id: input.gradingId,
  });
  const [, , large] = await testsOf(input.gradingId);
  expect(large).toMatchObject({
    verdict: 'wrong_answer',
    hidden: true,
    message: 'First difference in line 1.',
    output: '7\n',
    diff: { expected: '1000002', actual: '7', first_difference: { line: 1, column: 1 } },
  });
  expect(await gradingRow(input.gradingId)).toMatchObject({
    tests_done: 3,
    tests_total: 3,
    image_digest: expect.stringMatching(/./),
  });
});

test('GRD-6: grading twice changes nothing and makes no second mark', async () => {
  const input = await queue(rightSum);
  const first = await grade(input);
  const standing = [
    await gradingRow(input.gradingId),
    await submissionRow(input.submissionId),
    await testsOf(input.gradingId),
  ];
  expect(await grade(input)).toEqual(first);
  expect([
    await gradingRow(input.gradingId),
    await submissionRow(input.submissionId),
    await testsOf(input.gradingId),
  ]).toEqual(standing);
  expect(await executionsOf(input.gradingId)).toMatchObject([{ attempt: 1, outcome: 'completed' }]);
});

test('GRD-4: a crash names exception, file and line; NUL and broken text in the output are stored', async () => {
  const input = await queue('import sys\nsys.stdout.buffer.write(b"\\x00\\xff\\n")\nprint(1 / 0)\n');
  expect(await grade(input)).toMatchObject({ verdict: 'runtime_error', score: 0 });
  const [first] = await testsOf(input.gradingId);
  expect(first.message).toBe('ZeroDivisionError in main.py, line 3: division by zero');
  expect(first.output).toContain('Traceback');
  expect(first.output).not.toContain('\0');
});

test('OPS-7: a hand-in that cannot be run is rejected with a code, without a file’s name in it, and a sentence', async () => {
  const input = await queue('print(1)\n');
  const files = ['main.py', 'main.py/secret.py'].map((name) => ({ name, content: '' }));
  await owner('submissions')
    .where({ id: input.submissionId })
    .update({ files: JSON.stringify(files) });
  expect(await grade(input)).toMatchObject({ verdict: 'rejected', score: 0 });
  expect(await gradingRow(input.gradingId)).toMatchObject({
    verdict_reason: { code: 'file_and_folder', parameters: {} },
    message: '"main.py" is a file and a folder',
  });
});

test('GRD-3: a group counts as a whole, and a late hand-in loses what the policy says', async () => {
  const tests = sumInPython.tests.map((each, index) => ({ ...each, group: index < 2 ? 'small ones' : null }));
  const policy = {
    due_at: new Date().toISOString(),
    late_policy: { kind: 'penalty' as const, percent_per_day: 50 },
  };
  const input = await queue(
    'a, b = map(int, input().split())\nprint(a + b if a > 0 else 7)\n',
    { tests, ...policy },
    60,
  );
  expect(await grade(input)).toMatchObject({ verdict: 'wrong_answer', score: 1 });
});

test('GRD-3: a checker of the exercise judges outputs in a container of its own', async () => {
  const checker = {
    language: 'python' as const,
    files: [
      { name: 'main.py', content: 'import sys\nsys.exit(42 if int(sys.stdin.read()) % 2 == 0 else 43)\n' },
    ],
  };
  const tests = [4, 5].map((number) => ({
    name: `${number}`,
    hidden: false,
    input: { stdin: `${number}\n` },
    compare: 'checker',
    checker,
  }));
  const input = await queue('print(input())\n', { tests });
  expect(await grade(input)).toMatchObject({ verdict: 'wrong_answer', score: 1 });
  expect((await testsOf(input.gradingId)).map(({ verdict }) => verdict)).toEqual([
    'accepted',
    'wrong_answer',
  ]);
});

test('K11: an output that the checker cannot read is a wrong answer at the first try, and its author is told', async () => {
  // It accepts every number and never says wrong: the author's own output is one.
  const checker = {
    language: 'python' as const,
    files: [{ name: 'main.py', content: 'import sys\nint(sys.stdin.read())\n' }],
  };
  const tests = ['7', 'no idea'].map((stdin) => ({
    name: `“${stdin}”`,
    hidden: false,
    input: { stdin: `${stdin}\n` },
    compare: 'checker',
    checker,
  }));
  const input = await queue('print(input())\n', { tests });
  expect(await grade(input)).toMatchObject({ verdict: 'wrong_answer', score: 1 });
  expect(await testsOf(input.gradingId)).toMatchObject([
    { verdict: 'accepted' },
    { verdict: 'wrong_answer', message: 'The checker could not read this output.' },
  ]);
  expect(await processRow(input.gradingId)).toMatchObject({ fault_count: 0 });
  expect(
    await owner('process_events').where({
      workflow_id: `grade-submission:${input.gradingId}`,
      event: 'checker_failed',
    }),
  ).toMatchObject([{ detail: { test: '“no idea”', message: expect.stringContaining('ValueError') } }]);
});

test('A2, H1: a value that is nested too deeply is a wrong answer at the first try, and the other tests keep theirs', async () => {
  const source = `import os
def double(x):
    if x == 2:
        os.write(4, b'{"json":' + b'[' * 30000 + b']' * 30000 + b'}')
        os._exit(0)
    return x * 2
`;
  const tests = [1, 2, 3].map((number) => ({
    name: `${number}`,
    hidden: false,
    input: { call: 'double', args: [number] },
    expected: { value: number * 2 },
    compare: 'exact',
  }));
  const input = await queue(source, { kind: 'function', tests });
  expect(await grade(input)).toMatchObject({ verdict: 'wrong_answer', score: 2 });
  expect((await testsOf(input.gradingId)).map(({ verdict }) => verdict)).toEqual([
    'accepted',
    'wrong_answer',
    'accepted',
  ]);
  expect(await gradingRow(input.gradingId)).toMatchObject({ execution: 1 });
  expect(await processRow(input.gradingId)).toMatchObject({ fault_count: 0 });
});

test('GRD-6: while Docker is away a submission waits in the queue and says so; then it gets its verdict at the cost of nothing', async () => {
  const input = await queue(rightSum);
  const away = createSandbox({ docker: { socketPath: '/nonexistent/docker.sock' }, label: 'away', slots: 1 });
  await expect(grade(input, new MockActivityEnvironment(), away)).rejects.toMatchObject({
    type: 'docker_unavailable',
    nonRetryable: false,
  });
  expect(await gradingRow(input.gradingId)).toMatchObject({
    status: 'queued',
    verdict: null,
  });
  expect(await processRow(input.gradingId)).toMatchObject({
    state: 'queued',
    waiting_for: 'docker',
    fault_count: 1,
    needs_person: false,
    last_fault: expect.stringMatching(/./),
  });
  expect(await submissionRow(input.submissionId)).toMatchObject({ status: 'queued', attempt: 1 });
  expect(await grade(input)).toMatchObject({ verdict: 'accepted', score: 4 });
  expect(await executionsOf(input.gradingId)).toMatchObject([
    { attempt: 1, outcome: 'system_error' },
    { attempt: 2, outcome: 'completed' },
  ]);
  expect(
    await owner('process_events').where({
      workflow_id: `grade-submission:${input.gradingId}`,
      event: 'fault',
    }),
  ).toHaveLength(1);
});

test('GRD-6: a container that Docker refuses to make is a fault of ours: after five a person is asked to look', async () => {
  const input = await queue(rightSum);
  const docker = new DockerAskedOtherwise(withTooLittleMemory);
  const mistaken = createSandbox({ docker, label: freshLabel('mistaken'), slots: 1 });
  for (let fault = 1; fault <= 5; fault++) {
    expect(await processRow(input.gradingId)).toMatchObject({ needs_person: false });
    await expect(grade(input, new MockActivityEnvironment(), mistaken)).rejects.toMatchObject({
      type: 'grader_fault',
    });
  }
  expect(await processRow(input.gradingId)).toMatchObject({ needs_person: true, fault_count: 5 });
  await mistaken.close();
});

test('GRD-6: a hand-in over which each worker dies is parked like one that each finds a fault with, and rests; one lost attempt costs nothing', async () => {
  const input = await queue(rightSum);
  const lose = async () => {
    // Whoever took it up is killed: nothing more comes of it.
    expect(await takeUp(grader, input.organisationId, input.gradingId)).toMatchObject({ kind: 'job' });
  };
  await lose();
  expect(await grade(input)).toMatchObject({ verdict: 'accepted' });
  expect(await executionsOf(input.gradingId)).toMatchObject([
    { outcome: 'system_error', fault: 'It ended without a word.' },
    { outcome: 'completed' },
  ]);
  const deadly = await queue(rightSum);
  for (let lost = 1; lost <= 4; lost += 1) {
    const taken = await takeUp(grader, deadly.organisationId, deadly.gradingId);
    if (taken.kind !== 'job') throw new Error('It is final.');
    expect(taken.afterLost).toBe(lost > 1);
    if (taken.afterLost)
      expect(
        await inOrganisation(grader, deadly.organisationId, (trx) => noteLostAttempt(trx, taken.job)),
      ).toBeNull();
  }
  expect(await processRow(deadly.gradingId)).toMatchObject({ needs_person: false, fault_count: 3 });
  // The fourth loss is found by an attempt that runs on, and is lost as well; the fifth rests before it runs.
  const fourth = await takeUp(grader, deadly.organisationId, deadly.gradingId);
  if (fourth.kind === 'job')
    await inOrganisation(grader, deadly.organisationId, (trx) => noteLostAttempt(trx, fourth.job));
  const parked = await grade(deadly).then(
    () => undefined,
    (failure: ApplicationFailure) => failure,
  );
  expect(parked).toMatchObject({ type: 'attempt_lost', nextRetryDelay: expect.anything() });
  expect(await processRow(deadly.gradingId)).toMatchObject({
    ...{ needs_person: true, fault_code: 'attempt_lost', state: 'queued', waiting_for: 'grading_machine' },
  });
  expect(await gradingRow(deadly.gradingId)).toMatchObject({ status: 'queued' });
  // Rested, it is tried again; that was no loss.
  expect(await grade(deadly)).toMatchObject({ verdict: 'accepted' });
});

test('GRD-6: a fault before a grading is taken up is seen on its row, and parked like any other', async () => {
  const input = await queue(rightSum);
  await owner.raw('revoke select on exercise_tests from waymark_grader');
  try {
    for (let fault = 1; fault <= 5; fault++)
      await expect(grade(input)).rejects.toMatchObject({ type: 'grader_fault' });
  } finally {
    await owner.raw('grant select on exercise_tests to waymark_grader');
  }
  expect(await processRow(input.gradingId)).toMatchObject({
    ...{ needs_person: true, fault_count: 5, last_fault: expect.stringMatching(/permission denied/) },
  });
  expect(await grade(input)).toMatchObject({ verdict: 'accepted' });
  expect(await processRow(input.gradingId)).toMatchObject({ needs_person: false, fault_count: 0 });
});

test('GRD-6: what failed before a grading was opened has passed once it is', async () => {
  const input = await queue(rightSum);
  await owner('processes')
    .where({ workflow_id: `grade-submission:${input.gradingId}` })
    .update({ fault_count: 5, own_fault_count: 5, fault_code: 'step_fault', needs_person: true });
  await createAnnouncingActivities({ database: application }).openGrading(input);
  expect(await processRow(input.gradingId)).toMatchObject({ needs_person: false, fault_count: 0 });
});

test('GRD-7: a cancel decided in the database keeps the grader away, and a running one from its mark', async () => {
  const early = await queue(rightSum);
  await inOrganisation(application, person.organisationId, (trx) =>
    cancelGrading(trx, { gradingId: early.gradingId, from: ['queued'] }, 'student'),
  );
  expect(await grade(early)).toEqual({ status: 'cancelled', verdict: null, score: null });
  expect(await executionsOf(early.gradingId)).toEqual([]);

  const running = await queue('import time\ntime.sleep(30)\n', { limits: { wall_ms: 60_000 } });
  const environment = new MockActivityEnvironment();
  const grading = grade(running, environment);
  await expect
    .poll(async () => (await gradingRow(running.gradingId)).status, { timeout: 30_000 })
    .toBe('running');
  await inOrganisation(application, person.organisationId, (trx) =>
    cancelGrading(trx, { gradingId: running.gradingId, from: ['queued', 'running'] }, 'platform'),
  );
  environment.cancel('CANCELLED');
  await expect(grading).rejects.toBeInstanceOf(CancelledFailure);
  expect(await submissionRow(running.submissionId)).toMatchObject({ status: 'cancelled', verdict: null });
  expect(await executionsOf(running.gradingId)).toMatchObject([{ outcome: 'cancelled' }]);
});

test('GRD-6: a grader that is stopped in the middle puts its submission back into the queue', async () => {
  const input = await queue('import time\ntime.sleep(30)\n', { limits: { wall_ms: 60_000 } });
  const environment = new MockActivityEnvironment();
  const grading = grade(input, environment);
  await expect
    .poll(async () => (await gradingRow(input.gradingId)).status, { timeout: 30_000 })
    .toBe('running');
  environment.cancel('WORKER_SHUTDOWN');
  await expect(grading).rejects.toMatchObject({ type: 'worker_stopped' });
  expect(await gradingRow(input.gradingId)).toMatchObject({
    status: 'queued',
  });
  expect(await processRow(input.gradingId)).toMatchObject({ waiting_for: 'grading_worker' });
});

test('the announcement reaches progress once, and a final row leaves nothing to do', async () => {
  const input = await queue(rightSum);
  const { openGrading, announceGrading } = createAnnouncingActivities({ database: application });
  expect(await processRow(input.gradingId)).toMatchObject({ waiting_for: 'process_start' });
  expect(await openGrading(input)).toEqual({ standing: null, secondsAllowed: expect.any(Number) });
  expect(await processRow(input.gradingId)).toMatchObject({ step: 'open', waiting_for: 'grading_slot' });
  const outcome = await grade(input);
  await announceGrading(input);
  await announceGrading(input);
  expect(await owner('progress_events').where({ grading_id: input.gradingId })).toHaveLength(1);
  expect(await openGrading(input)).toEqual({ standing: outcome, secondsAllowed: 0 });
  expect(await processRow(input.gradingId)).toMatchObject({
    state: 'graded',
    step: 'announce',
    waiting_for: null,
    finished_at: expect.any(Date),
  });
});

test('COM-4: a student is told once that running it again changed their result, and not that it did not', async () => {
  const input = await queue('print(3)\n');
  const { announceGrading } = createAnnouncingActivities({ database: application });
  const ended = { status: 'graded', max_score: 4, started_at: new Date() };
  const judged = async (gradingId: string, verdict: string, score: number, standing = gradingId) => {
    await owner('gradings')
      .where({ id: gradingId })
      .update({ ...ended, verdict, score, finished_at: owner.raw('clock_timestamp()') });
    await owner('submissions').where({ id: input.submissionId }).update({ grading_id: standing });
    await announceGrading({ ...input, gradingId });
    await announceGrading({ ...input, gradingId });
  };
  const again = async () => {
    const wish = { organisationId: input.organisationId, submissionId: input.submissionId };
    const begun = await inOrganisation(application, input.organisationId, (trx) =>
      beginGrading(trx, { ...wish, reason: 'regrade', requestedBy: null }),
    );
    return begun.gradingId;
  };
  const told = () =>
    owner('notifications').whereRaw(`parameters ->> 'submission_id' = ?`, [input.submissionId]).orderBy('id');
  await judged(input.gradingId, 'wrong_answer', 2);
  expect(await told()).toEqual([]);
  await judged(await again(), 'wrong_answer', 2);
  expect(await told()).toEqual([]);
  // A person's judgement came between the result and its announcement: it is told by itself, and this one stands no more.
  await judged(await again(), 'wrong_answer', 1, input.gradingId);
  expect(await told()).toEqual([]);
  const changed = await again();
  await judged(changed, 'accepted', 4);
  expect(await told()).toMatchObject([
    {
      ...{ kind: 'regrade', key: `regrade:${changed}`, actor_id: null },
      parameters: { verdict: 'accepted', score: 4, max_score: 4 },
    },
  ]);
});

test('A16: a graded submission whose announcement has not come through is unfinished, and can be repaired', async () => {
  const input = await queue(rightSum);
  await grade(input);
  expect(await processRow(input.gradingId)).toMatchObject({ state: 'graded', finished_at: null });
});

test('A20: a solution check that is cancelled before its process began is settled when it begins', async () => {
  const input = await queue(rightSum);
  const { exercise_id: exerciseId } = await submissionRow(input.submissionId);
  await owner('exercises')
    .where({ id: exerciseId })
    .update({ status: 'draft', status_reason: 'being checked' });
  await owner('submissions')
    .where({ id: input.submissionId })
    .update({ purpose: 'solution_check', attempt: null });
  await inOrganisation(application, person.organisationId, (trx) =>
    cancelGrading(trx, { gradingId: input.gradingId, from: ['queued'] }, 'platform'),
  );
  const { openGrading, announceGrading } = createAnnouncingActivities({ database: application });
  expect(await openGrading(input)).toMatchObject({ standing: null });
  expect(await grade(input)).toMatchObject({ status: 'cancelled' });
  await announceGrading(input);
  expect((await owner('exercises').where({ id: exerciseId }).first()).status_reason).toContain('cancelled');
  expect(await openGrading(input)).toMatchObject({ standing: { status: 'cancelled' } });
});

test('the grader’s role reaches neither accounts nor mails', async () => {
  for (const table of ['users', 'mails', 'outbox', 'sessions'])
    await expect(grader(table).select('id')).rejects.toThrow(/permission denied/);
});
