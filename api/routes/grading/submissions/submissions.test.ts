import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExerciseDefinitionInput } from '../../../../domain/exercise-definition.ts';
import { publishExercise, sumInPython } from '../../../../workers/testing/exercise.ts';
import { createTestApp, dataOf } from '../../../testing/app.ts';
import type { TestApp, TestPerson } from '../../../testing/app.ts';

let api: TestApp;
let student: TestPerson;
let trainer: TestPerson;
let admin: TestPerson;

beforeAll(async () => {
  api = await createTestApp({ GRADING_BACKLOG: '40' });
  [student, trainer, admin] = await Promise.all([api.person('student'), api.person('trainer'), api.person('admin')]);
  await publish({ slug: 'sum' });
});
afterAll(() => api.close());

type Submission = {
  id: string;
  status: string;
  attempt: number;
  verdict: string | null;
  score: number | null;
  late_seconds: number;
  queue_position: number | null;
  waiting_for: string | null;
  warnings: { line: number }[];
  tests: { name: string; message: string | null; output: string | null }[];
  overridden_by: string | null;
  message: string | null;
  grading: { id: string; status: string; reason: string };
};

const publish = (changes: Partial<ExerciseDefinitionInput>) =>
  publishExercise(api.owner, { organisationId: api.demo.id, authorId: trainer.id }, { ...sumInPython, ...changes });
const source = { language: 'python', files: [{ name: 'main.py', content: 'print(3)\n' }] };
const submit = (person: TestPerson, slug = 'sum', payload: object = source, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url: `/api/grading/exercises/${slug}/submissions`, headers: { ...person.authorization, ...headers }, payload });
const accepted = async (person: TestPerson, slug = 'sum') => dataOf<Submission>(await submit(person, slug));
const url = (id: string) => `/api/grading/submissions/${id}`;
const get = (id: string, person: TestPerson) => api.app.inject({ url: url(id), headers: person.authorization });
const post = (path: string, person: TestPerson, payload: object = {}) => api.app.inject({ method: 'POST', url: path, headers: person.authorization, payload });
const codeOf = async (response: Promise<{ statusCode: number; json(): { error?: { code: string } } }>) =>
  (await response).json().error?.code ?? (await response).statusCode;

/** What the grader leaves behind. */
async function finish({ id, grading }: Submission, verdict = 'wrong_answer', score = 2): Promise<void> {
  await api
    .owner('gradings')
    .where({ id: grading.id })
    .update({ status: 'graded', verdict, score, max_score: 4, finished_at: new Date(), announced_at: new Date() });
  await api.owner('submissions').where({ id }).update({ status: 'graded', verdict, score, max_score: 4, graded_at: new Date(), grading_id: grading.id });
  const row = {
    organisation_id: api.demo.id,
    grading_id: grading.id,
    weight: 1,
    verdict,
    cpu_ms: 5,
    wall_ms: 6,
    memory_kb: 9_000,
    message: 'Expected 3, got 4.',
    output: 'secret output',
    diff: JSON.stringify({ expected: '3', actual: '4', first_difference: { line: 1, column: 1 } }),
  };
  await api.owner('grading_tests').insert([
    { ...row, position: 0, name: 'seen', hidden: false },
    { ...row, position: 1, name: 'unseen', hidden: true },
  ]);
}

test('GRD-6: what is accepted is there with its grading and its outbox row, and says its place', async () => {
  const response = await submit(student);
  expect(response.statusCode).toBe(202);
  const submission = dataOf<Submission>(response);
  expect(response.headers.location).toBe(url(submission.id));
  expect(submission).toMatchObject({ status: 'queued', queue_position: 1, waiting_for: 'a free grading slot', tests: [], verdict: null });
  const [message] = await api.owner('outbox').where({ workflow_id: `grade-submission:${submission.grading.id}` });
  expect(message.arguments).toEqual({ start: { organisationId: api.demo.id, gradingId: submission.grading.id } });
  await finish(submission);
});

test('GRD-5: of two hand-ins that race for the last attempt one gets it, and a cancelled one costs none', async () => {
  await publish({ slug: 'two-tries', max_attempts: 2 });
  const responses = await Promise.all(Array.from({ length: 4 }, () => submit(student, 'two-tries')));
  expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([202, 202, 429, 429]);
  const taken = responses.filter(({ statusCode }) => statusCode === 202).map((response) => dataOf<Submission>(response));
  expect(taken.map(({ attempt }) => attempt).sort()).toEqual([1, 2]);
  expect(await codeOf(submit(student, 'two-tries'))).toBe('QUOTA_EXCEEDED');

  const cancelled = await post(`${url(taken[0]!.id)}/cancel`, student);
  expect(dataOf(cancelled)).toMatchObject({ status: 'cancelled' });
  expect(await accepted(student, 'two-tries')).toMatchObject({ attempt: 3 });
  const [signal] = await api.owner('outbox').where({ workflow_id: `grade-submission:${taken[0]!.grading.id}`, kind: 'signal' });
  expect(signal).toMatchObject({ signal_name: 'cancel' });
});

test('GRD-7: a cancel that comes after grading began is refused', async () => {
  const submission = await accepted(student);
  await api.owner('gradings').where({ id: submission.grading.id }).update({ status: 'running' });
  await api.owner('submissions').where({ id: submission.id }).update({ status: 'running' });
  expect(await codeOf(post(`${url(submission.id)}/cancel`, student))).toBe('CONFLICT');
  await finish(submission);
  expect(await codeOf(post(`${url(submission.id)}/cancel`, student))).toBe('CONFLICT');
});

test('GRD-5: after the due time a hand-in is noted late, or refused where the policy says so', async () => {
  const due_at = new Date(Date.now() - 3_600_000).toISOString();
  await publish({ slug: 'late-noted', due_at });
  await publish({ slug: 'late-refused', due_at, late_policy: { kind: 'refuse' } });
  expect((await accepted(student, 'late-noted')).late_seconds).toBeGreaterThanOrEqual(3_600);
  expect(await codeOf(submit(student, 'late-refused'))).toBe('CONFLICT');
});

test('bad hand-ins get the documented error: language, names, size, role, unknown exercise', async () => {
  const withFile = (name: string, content = 'x') => submit(student, 'sum', { language: 'python', files: [{ name, content }] });
  for (const name of ['../main.py', '/etc/passwd', 'a/../../b', 'a\0.py', '', 'x'.repeat(300)])
    expect([name, await codeOf(withFile(name))]).toEqual([name, 'VALIDATION_ERROR']);
  expect(await codeOf(withFile('main.py', 'a\0b'))).toBe('VALIDATION_ERROR');
  expect(await codeOf(withFile('main.py', 'x'.repeat(1_100_000)))).toBe('PAYLOAD_TOO_LARGE');
  expect(await codeOf(withFile('main.py', 'x'.repeat(3_000_000)))).toBe('PAYLOAD_TOO_LARGE');
  const doubled = [
    { name: 'a.py', content: '' },
    { name: 'a.py', content: '' },
  ];
  for (const files of [doubled, [], 'main.py', [{ name: 7 }]])
    expect(await codeOf(submit(student, 'sum', { language: 'python', files }))).toBe('VALIDATION_ERROR');
  expect(await codeOf(submit(student, 'sum', { ...source, language: 'cobol' }))).toBe('VALIDATION_ERROR');
  expect(await codeOf(submit(student, 'no-such'))).toBe('NOT_FOUND');
  expect(await codeOf(submit(trainer))).toBe('FORBIDDEN');
  expect(await codeOf(submit(await api.person('student', { verified: false })))).toBe('EMAIL_NOT_VERIFIED');
  expect(await codeOf(submit(await api.person('student', { organisationId: api.other.id })))).toBe('NOT_FOUND');
});

test('the same Idempotency-Key makes one submission; with another body it is refused', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const [first, again] = await Promise.all([submit(student, 'sum', source, key), submit(student, 'sum', source, key)]);
  expect(dataOf<Submission>(again).id).toBe(dataOf<Submission>(first).id);
  expect(await codeOf(submit(student, 'sum', { ...source, files: [{ name: 'main.py', content: 'other' }] }, key))).toBe('CONFLICT');
});

test('ACC-5: a submission is seen by its student, their trainer, their parent and admins, and is not there for others', async () => {
  const submission = await accepted(student);
  await finish(submission);
  const [parent, classmate, stranger] = await Promise.all([api.person('parent'), api.person('student'), api.person('admin', { organisationId: api.other.id })]);
  const statusFor = async (person: TestPerson) => (await get(submission.id, person)).statusCode;
  const listedFor = async (person: TestPerson) =>
    dataOf<{ results: Submission[] }>(await api.app.inject({ url: '/api/grading/submissions?page_size=100', headers: person.authorization })).results.some(
      ({ id }) => id === submission.id,
    );
  for (const person of [trainer, parent, classmate, stranger])
    expect([person.role, await statusFor(person), await listedFor(person)]).toEqual([person.role, 404, false]);
  await api.owner('trainer_assignments').insert({ organisation_id: api.demo.id, student_id: student.id, trainer_id: trainer.id });
  await api.owner('guardianships').insert({ organisation_id: api.demo.id, parent_id: parent.id, child_id: student.id });
  for (const person of [student, trainer, parent, admin])
    expect([person.role, await statusFor(person), await listedFor(person)]).toEqual([person.role, 200, true]);
});

test('GRD-3: of a hidden test a student sees name and verdict only, staff see all', async () => {
  const submission = await accepted(student);
  await finish(submission);
  const [, hidden] = dataOf<Submission>(await get(submission.id, student)).tests;
  expect(hidden).toEqual({
    name: 'unseen',
    hidden: true,
    weight: 1,
    group: null,
    verdict: 'wrong_answer',
    cpu_ms: null,
    wall_ms: null,
    memory_kb: null,
    message: null,
    diff: null,
    output: null,
    output_cut: false,
  });
  expect(dataOf<Submission>(await get(submission.id, admin)).tests[1]).toMatchObject({
    message: 'Expected 3, got 4.',
    output: 'secret output',
    diff: { expected: '3' },
  });
});

test('lists filter by exercise, student, status and verdict', async () => {
  const other = await api.person('student');
  const submission = await accepted(other, 'late-noted');
  await finish(submission, 'accepted', 4);
  const found = async (query: string) =>
    dataOf<{ count: number; results: { id: string }[] }>(await api.app.inject({ url: `/api/grading/submissions?${query}`, headers: admin.authorization }));
  expect(await found(`student=${other.id}&exercise=late-noted&status=graded&verdict=accepted`)).toMatchObject({ count: 1, results: [{ id: submission.id }] });
  expect(await found(`student=${other.id}&verdict=wrong_answer`)).toMatchObject({ count: 0, results: [] });
});

test('a trainer runs a submission again once at a time, overrides with a reason, and both are audited', async () => {
  const submission = await accepted(student);
  expect(await codeOf(post(`${url(submission.id)}/regrade`, trainer, { reason: 'flaky' }))).toBe('CONFLICT');
  await finish(submission);
  const attempts = await Promise.all([1, 2].map(() => post(`${url(submission.id)}/regrade`, trainer, { reason: 'A test was wrong' })));
  expect(attempts.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
  expect(await codeOf(post(`${url(submission.id)}/regrade`, student, { reason: 'please' }))).toBe('FORBIDDEN');

  expect(await codeOf(post(`${url(submission.id)}/override`, trainer, { verdict: 'accepted', score: 5, reason: 'x' }))).toBe('VALIDATION_ERROR');
  const overridden = await post(`${url(submission.id)}/override`, trainer, { verdict: 'accepted', score: 4, reason: 'The idea is right.' });
  expect(dataOf(overridden)).toMatchObject({ verdict: 'accepted', score: 4, message: 'The idea is right.', overridden_by: 'Test trainer' });
  expect(dataOf<Submission>(overridden).tests).toHaveLength(2);
  const audited = await api.owner('audit_entries').where({ subject_id: submission.id }).orderBy('id');
  expect(audited.map(({ action, reason }) => [action, reason])).toEqual([
    ['submission.regraded', 'A test was wrong'],
    ['submission.overridden', 'The idea is right.'],
  ]);
  expect(await api.owner('exercise_progress').where({ user_id: student.id }).whereNotNull('solved_at')).toHaveLength(1);
});

test('COM-4: a comment is kept and mailed to the student, not to its author', async () => {
  const submission = await accepted(student);
  const body = 'Look at <line 2> again.';
  expect((await post(`${url(submission.id)}/comments`, trainer, { body })).statusCode).toBe(201);
  expect((await post(`${url(submission.id)}/comments`, student, { body: 'Thank you.' })).statusCode).toBe(201);
  const comments = dataOf<{ body: string; author: { name: string } }[]>(
    await api.app.inject({ url: `${url(submission.id)}/comments`, headers: student.authorization }),
  );
  expect(comments.map((comment) => [comment.author.name, comment.body])).toEqual([
    ['Test trainer', body],
    ['Test student', 'Thank you.'],
  ]);
  const mails = await api.owner('mails').where({ template: 'submission_commented' });
  expect(mails).toMatchObject([{ recipient: student.email, parameters: { excerpt: body, submissionId: submission.id } }]);
});

test('GRD-11: a hand-in that tries the network is taken, with a warning', async () => {
  const response = await submit(student, 'sum', { language: 'python', files: [{ name: 'main.py', content: 'print(1)\nimport socket\n' }] });
  expect(dataOf<Submission>(response).warnings).toMatchObject([{ file: 'main.py', line: 2 }]);
});

test('past the backlog new work is answered 429 with a time to come back', async () => {
  await publish({ slug: 'crowded' });
  let response = await submit(student, 'crowded');
  for (let count = 0; count < 45 && response.statusCode === 202; count++) response = await submit(student, 'crowded');
  expect(response.json()).toMatchObject({ error: { code: 'RATE_LIMITED' } });
  expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
});
