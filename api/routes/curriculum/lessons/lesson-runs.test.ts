import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { beginVisitorRun } from '#models/processes/run-visitor-code.ts';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { createTestCourse } from '#api/testing/course.ts';
import { untilWaiting } from '#api/testing/until-waiting.ts';
import { refuseTooManyVisitors } from './visitor-limit.ts';

let api: TestApp;
let student: TestPerson;
let lessonId: string;
/** Has the exercise `sum-two-numbers`. */
let exerciseLessonId: string;
let blockId: string;
let captionedId: string;

beforeAll(async () => {
  api = await createTestApp();
  student = await api.person('student');
  const course = await createTestCourse(api);
  [lessonId, exerciseLessonId] = [course.lessonIds[0]!, course.lessonIds[1]!];
  const block = { organisation_id: api.demo.id, lesson_id: lessonId, kind: 'code' };
  const code = { language: 'python', code: 'print(input())' };
  const blocks = await api
    .owner('lesson_blocks')
    .insert([
      { ...block, position: 10, content: JSON.stringify({ ...code, runnable: true, input: 'a\n' }) },
      { ...block, position: 11, content: JSON.stringify(code) },
    ])
    .returning<{ id: string }[]>('id');
  [blockId, captionedId] = [blocks[0]!.id, blocks[1]!.id];
});
afterAll(() => api.close());
beforeEach(async () => {
  await api.owner('processes').where({ kind: 'run-visitor-code' }).delete();
  await api.owner('runs').delete();
});

/** What a program came to that printed 1. */
const printed = {
  ...{ verdict: null, reason: null, message: null, compile_output: null, tests: [] },
  output: { stdout: '1\n', stderr: '', exit_code: 0, cut: false, cpu_ms: 1, wall_ms: 2, memory_kb: 3 },
};

let address = 0;
/** Sends a visitor's code, each time from another network unless one is said. */
const visit = (payload: object, { id = lessonId, from = `192.0.2.${++address}` } = {}) =>
  api.app.inject({
    method: 'POST',
    url: `/api/curriculum/lessons/${id}/visitor-runs`,
    payload,
    headers: { 'x-forwarded-for': from, 'x-forward-secret': api.config.forwardSecret },
  });
const runAs = (person: TestPerson, payload: object, id = lessonId) =>
  api.app.inject({
    method: 'POST',
    url: `/api/curriculum/lessons/${id}/runs`,
    payload,
    headers: person.authorization,
  });
const own = () => ({ block_id: blockId, code: 'print(1)', stdin: 'b\n' });
const readBy = (token: string, query = '') =>
  api.app.inject({ url: `/api/curriculum/visitor-runs/${token}${query}` });

test('D22: a student runs a lesson’s program as they edited it; the run is the lesson’s, and costs what other runs cost', async () => {
  const answer = await runAs(student, own());
  expect(answer.statusCode).toBe(202);
  const { data } = answer.json();
  expect(data).toMatchObject({ lesson_id: lessonId, exercise: null, status: 'queued', stdin: 'b\n' });
  expect(data.files).toEqual([{ name: 'main.py', content: 'print(1)' }]);
  const [process] = await api.owner('processes').where({ row_id: data.id });
  expect(process).toMatchObject({ kind: 'run-code', user_id: student.id });
  for (let count = 0; count < 2; count += 1) await runAs(student, own());
  expect((await runAs(student, own())).json().error.code).toBe('QUOTA_EXCEEDED');
});

test('D22: a visitor runs a lesson’s program, last of all, and reads the result by a token that only they have', async () => {
  const answer = await visit(own());
  expect(answer.statusCode).toBe(202);
  const { token } = answer.json().data;
  const [run] = await api.owner('runs');
  expect(run).toMatchObject({ user_id: null, lesson_id: lessonId, exercise_id: null, stdin: 'b\n' });
  expect(run.token_hash).toBe(createHash('sha256').update(token).digest('hex'));
  const [process] = await api.owner('processes').where({ row_id: run.id });
  expect(process).toMatchObject({ kind: 'run-visitor-code', user_id: null, priority: 5 });

  const waiting = readBy(token, '?wait=15');
  await api
    .owner('runs')
    .where({ id: run.id })
    .update({ status: 'finished', result: JSON.stringify(printed) });
  expect((await waiting).json().data).toMatchObject({ status: 'finished', result: printed });
  expect((await readBy(token)).headers['cache-control']).toBe('no-store');

  for (const guess of [run.id, run.token_hash, `${token}x`])
    expect((await readBy(guess)).statusCode).toBe(404);
  const asStudent = { url: `/api/grading/runs/${run.id}`, headers: student.authorization };
  expect((await api.app.inject(asStudent)).statusCode).toBe(404);
});

test('D22: a visitor tries an exercise of a lesson against its visible tests; not one that stands elsewhere', async () => {
  const exercise = { exercise: 'sum-two-numbers', language: 'python', code: 'print(1)' };
  expect((await visit(exercise, { id: exerciseLessonId })).statusCode).toBe(202);
  const [run] = await api.owner('runs');
  expect(run).toMatchObject({ lesson_id: exerciseLessonId, user_id: null, stdin: null });
  expect(run.exercise_version_id).not.toBeNull();
  expect((await visit(exercise)).statusCode).toBe(404);
  const language = { ...exercise, language: 'cobol' };
  expect((await visit(language, { id: exerciseLessonId })).json().error.code).toBe('VALIDATION_ERROR');
  // One that shows no test has nothing to be tried against.
  const shown = await api
    .owner('exercise_tests')
    .where({ hidden: false })
    .select('exercise_version_id', 'position');
  const show = (hidden: boolean) =>
    api.owner.transaction(async (trx) => {
      await trx.raw('alter table exercise_tests disable trigger exercise_tests_immutable');
      for (const one of shown) await trx('exercise_tests').where(one).update({ hidden });
      await trx.raw('alter table exercise_tests enable trigger exercise_tests_immutable');
    });
  await show(true);
  onTestFinished(() => show(false));
  const hidden = await visit(exercise, { id: exerciseLessonId });
  expect([hidden.statusCode, hidden.json().error.reason.code]).toEqual([400, 'input_needed']);
});

test('D22: only a program of a published lesson is run, for a visitor only one of the public organisation', async () => {
  for (const run of [visit, (payload: object) => runAs(student, payload)]) {
    expect((await run({ ...own(), block_id: captionedId })).statusCode).toBe(404);
    expect((await run({ ...own(), block_id: student.id })).statusCode).toBe(404);
  }
  for (const table of ['lessons', 'courses']) {
    const row = table === 'lessons' ? { id: lessonId } : { slug: 'numbers' };
    await api.owner(table).where(row).update({ status: 'draft' });
    onTestFinished(async () => void (await api.owner(table).where(row).update({ status: 'published' })));
    expect([(await visit(own())).statusCode, (await runAs(student, own())).statusCode]).toEqual([404, 404]);
    await api.owner(table).where(row).update({ status: 'published' });
  }
  const elsewhere = await api.person('student', { organisationId: api.other.id });
  expect((await runAs(elsewhere, own())).statusCode).toBe(404);
  expect((await api.owner('runs')).length).toBe(0);
});

test('D22: a visitor’s code has at most 16 KB, a student’s 1 MB; more is refused before anything is kept', async () => {
  const code = (bytes: number) => ({ ...own(), code: '#'.repeat(bytes) });
  expect((await visit(code(15_000))).statusCode).toBe(202);
  for (const bytes of [16_001, 1_000_000]) {
    const refused = await visit(code(bytes));
    expect([refused.statusCode, refused.json().error.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  }
  expect((await runAs(student, code(900_000))).statusCode).toBe(202);
  expect((await runAs(student, code(1_000_001))).statusCode).toBe(413);
  expect((await visit({ ...own(), stdin: 'x'.repeat(10_001) })).statusCode).toBe(400);
});

test('D22: a network runs code ten times an hour without an account, whichever of its addresses asks', async () => {
  const statuses: number[] = [];
  // What is refused uses up none of the ten.
  const other = { from: '2001:db8:22:22::99' };
  expect((await visit({}, other)).statusCode).toBe(400);
  expect((await visit({ ...own(), block_id: lessonId }, other)).statusCode).toBe(404);
  expect((await visit({ ...own(), code: '#'.repeat(16_001) }, other)).statusCode).toBe(413);
  await visit(own());
  await visit(own());
  expect((await visit(own(), other)).json().error.code).toBe('QUOTA_EXCEEDED');
  for (let index = 1; index <= 11; index += 1) {
    await api.owner('processes').where({ kind: 'run-visitor-code' }).delete();
    const answer = await visit(own(), { from: `2001:db8:22:22::${index}` });
    statuses.push(answer.statusCode);
    if (index === 11) {
      expect(answer.json().error.code).toBe('RATE_LIMITED');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  }
  expect(statuses).toEqual([...Array<number>(10).fill(202), 429]);
  await api.owner('processes').where({ kind: 'run-visitor-code' }).delete();
  expect((await visit(own(), { from: '2001:db8:22:23::1' })).statusCode).toBe(202);
  // A count is a hash; nothing else of an address is there.
  const everything = JSON.stringify([
    await api.owner('runs'),
    await api.owner('processes'),
    await api.owner('rate_limit_leases'),
  ]);
  expect(everything).not.toContain('2001:db8');
});

test('D22: two visitors’ runs are unfinished at once; the next is told when to try again, and students go on', async () => {
  expect([(await visit(own())).statusCode, (await visit(own())).statusCode]).toEqual([202, 202]);
  const busy = await visit(own());
  expect([busy.statusCode, busy.json().error.code, busy.headers['retry-after']]).toEqual([
    429,
    'QUOTA_EXCEEDED',
    '5',
  ]);
  expect((await runAs(await api.person('student'), own())).statusCode).toBe(202);
  // What waits for a person of ours stands in nobody's way.
  await api.owner('processes').where({ kind: 'run-visitor-code' }).limit(1).update({ needs_person: true });
  expect((await visit(own())).statusCode).toBe(202);
});

test('D22: of two visitors at once, with one place left, one is let through', async () => {
  await visit(own());
  const application = openDatabase(api.database.applicationUrl, { maximum: 2 });
  const begin = async () => {
    const trx = await application.transaction();
    await trx.raw(`select set_config('waymark.organisation_id', ?, true)`, [api.demo.id]);
    return trx;
  };
  const [first, second] = [await begin(), await begin()];
  onTestFinished(async () => {
    if (!first.isCompleted()) await first.rollback();
    await second.rollback();
    await application.destroy();
  });
  await refuseTooManyVisitors(first);
  const refused = refuseTooManyVisitors(second).then(
    () => 'let through',
    (error: unknown) => error,
  );
  await untilWaiting(api.owner);
  await beginVisitorRun(first, {
    organisationId: api.demo.id,
    lessonId,
    language: 'python',
    files: [{ name: 'main.py', content: '' }],
    stdin: '',
    limits: { cpu_ms: 1_000, wall_ms: 3_000, memory_kb: 65_536, output_kb: 64 },
  });
  await first.commit();
  expect(await refused).toMatchObject({ code: 'QUOTA_EXCEEDED' });
});

test('D22: nothing of a visitor is kept: the run goes two minutes after its end, and is read in no other organisation', async () => {
  const { token } = (await visit(own())).json().data;
  const [run] = await api.owner('runs');
  const elsewhere = await inOrganisation(api.app.database, api.other.id, (trx) => trx('runs'));
  expect(elsewhere).toEqual([]);
  await api.owner('processes').update({ finished_at: api.owner.raw(`now() - interval '3 minutes'`) });
  await api.app.database.raw(`select forget_processes('run-visitor-code', '2 minutes'::interval, 100)`);
  expect(await api.owner('runs').where({ id: run.id })).toEqual([]);
  expect((await readBy(token)).statusCode).toBe(404);
});
