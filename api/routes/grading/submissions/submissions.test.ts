import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { codeOf, source, submissionsOf, submissionUrl } from '#api/testing/submissions.ts';
import type { TestSubmission } from '#api/testing/submissions.ts';
let api: TestApp;
let student: TestPerson;
let trainer: TestPerson;
let of: ReturnType<typeof submissionsOf>;

beforeAll(async () => {
  api = await createTestApp({ GRADING_BACKLOG: '40' });
  [student, trainer] = await Promise.all([api.person('student'), api.person('trainer')]);
  of = submissionsOf(api, trainer);
  await of.publish({ slug: 'sum' });
});
afterAll(() => api.close());

test('GRD-6: what is accepted is there with its grading and its outbox row, and says its place', async () => {
  const response = await of.submit(student);
  expect(response.statusCode).toBe(202);
  const submission = dataOf<TestSubmission>(response);
  expect(response.headers.location).toBe(submissionUrl(submission.id));
  expect(submission).toMatchObject({
    status: 'queued',
    queue_position: 1,
    waiting_for: 'process_start',
    tests: [],
    verdict: null,
  });
  const [message] = await api
    .owner('outbox')
    .where({ workflow_id: `grade-submission:${submission.grading.id}` });
  expect(message.arguments).toEqual({
    start: { organisationId: api.demo.id, gradingId: submission.grading.id },
  });
  await of.finish(submission);
});

test('GRD-5: of two hand-ins that race for the last attempt one gets it, and a cancelled one costs none', async () => {
  await of.publish({ slug: 'two-tries', max_attempts: 2 });
  const responses = await Promise.all(Array.from({ length: 4 }, () => of.submit(student, 'two-tries')));
  expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([202, 202, 429, 429]);
  const taken = responses
    .filter(({ statusCode }) => statusCode === 202)
    .map((response) => dataOf<TestSubmission>(response));
  expect(taken.map(({ attempt }) => attempt).sort()).toEqual([1, 2]);
  expect(await codeOf(of.submit(student, 'two-tries'))).toBe('QUOTA_EXCEEDED');

  const cancelled = await of.post(`${submissionUrl(taken[0]!.id)}/cancel`, student);
  expect(dataOf(cancelled)).toMatchObject({ status: 'cancelled' });
  expect(await of.accepted(student, 'two-tries')).toMatchObject({ attempt: 3 });
  const [signal] = await api
    .owner('outbox')
    .where({ workflow_id: `grade-submission:${taken[0]!.grading.id}`, kind: 'signal' });
  expect(signal).toMatchObject({ signal_name: 'cancel' });
});

test('GRD-7: a cancel that comes after grading began is refused', async () => {
  const submission = await of.accepted(student);
  await api.owner('gradings').where({ id: submission.grading.id }).update({ status: 'running' });
  await api.owner('submissions').where({ id: submission.id }).update({ status: 'running' });
  expect(await codeOf(of.post(`${submissionUrl(submission.id)}/cancel`, student))).toBe('CONFLICT');
  await of.finish(submission);
  expect(await codeOf(of.post(`${submissionUrl(submission.id)}/cancel`, student))).toBe('CONFLICT');
});

test('GRD-5: after the due time a hand-in is noted late, or refused where the policy says so', async () => {
  const due_at = new Date(Date.now() - 3_600_000).toISOString();
  await of.publish({ slug: 'late-noted', due_at });
  await of.publish({ slug: 'late-refused', due_at, late_policy: { kind: 'refuse' } });
  expect((await of.accepted(student, 'late-noted')).late_seconds).toBeGreaterThanOrEqual(3_600);
  expect(await codeOf(of.submit(student, 'late-refused'))).toBe('CONFLICT');
});

test('A25: lateness goes by the database’s clock, however wrong the clock of an API process is', async () => {
  const due_at = new Date(Date.now() - 3_600_000).toISOString();
  await of.publish({ slug: 'late-by-database', due_at });
  vi.useFakeTimers({ now: Date.now() - 2 * 3_600_000, toFake: ['Date'] });
  try {
    const taken = await of.accepted(await api.person('student'), 'late-by-database');
    expect(taken.late_seconds).toBeGreaterThanOrEqual(3_600);
  } finally {
    vi.useRealTimers();
  }
});

test('bad hand-ins get the documented error: language, names, size, role, unknown exercise', async () => {
  const withFile = (name: string, content = 'x') =>
    of.submit(student, 'sum', { language: 'python', files: [{ name, content }] });
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
    expect(await codeOf(of.submit(student, 'sum', { language: 'python', files }))).toBe('VALIDATION_ERROR');
  expect(await codeOf(of.submit(student, 'sum', { ...source, language: 'cobol' }))).toBe('VALIDATION_ERROR');
  expect(await codeOf(of.submit(student, 'no-such'))).toBe('NOT_FOUND');
  expect(await codeOf(of.submit(trainer))).toBe('FORBIDDEN');
  expect(await codeOf(of.submit(await api.person('student', { verified: false })))).toBe(
    'EMAIL_NOT_VERIFIED',
  );
  expect(await codeOf(of.submit(await api.person('student', { organisationId: api.other.id })))).toBe(
    'NOT_FOUND',
  );
});

test('the same Idempotency-Key makes one submission; with another body it is refused', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const [first, again] = await Promise.all([
    of.submit(student, 'sum', source, key),
    of.submit(student, 'sum', source, key),
  ]);
  expect(dataOf<TestSubmission>(again).id).toBe(dataOf<TestSubmission>(first).id);
  expect(
    await codeOf(
      of.submit(student, 'sum', { ...source, files: [{ name: 'main.py', content: 'other' }] }, key),
    ),
  ).toBe('CONFLICT');
});

test('GRD-11: a hand-in that tries the network is taken, with a warning', async () => {
  const response = await of.submit(student, 'sum', {
    language: 'python',
    files: [{ name: 'main.py', content: 'print(1)\nimport socket\n' }],
  });
  expect(dataOf<TestSubmission>(response).warnings).toMatchObject([{ file: 'main.py', line: 2 }]);
});

test('A7: one person has five submissions unfinished at most, the sixth says what to do, and a verdict makes room', async () => {
  await of.publish({ slug: 'busy' });
  const person = await api.person('student');
  const answers = await Promise.all(Array.from({ length: 7 }, () => of.submit(person, 'busy')));
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 202, 202, 202, 202, 429, 429]);
  const refused = answers.find(({ statusCode }) => statusCode === 429)!;
  const { error } = refused.json();
  expect(error.code).toBe('QUOTA_EXCEEDED');
  expect(error.message).toMatch(/^You have 5 submissions .* limit is 5\. .* cancel one/);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  const first = dataOf<TestSubmission>(answers.find(({ statusCode }) => statusCode === 202)!);
  await of.finish(first);
  // Who reviews it again uses up nothing of the student's.
  await api
    .owner('trainer_assignments')
    .insert({ organisation_id: api.demo.id, student_id: person.id, trainer_id: trainer.id });
  const again = await of.post(`${submissionUrl(first.id)}/regrade`, trainer, { reason: 'A test was wrong' });
  expect(again.statusCode).toBe(202);
  expect(await codeOf(of.submit(person, 'busy'))).toBe(202);
  expect(await codeOf(of.submit(person, 'busy'))).toBe('QUOTA_EXCEEDED');
});

test('A7: one person has three runs unfinished at most, also with an address that is not proved; stopping one makes room', async () => {
  const person = await api.person('student', { verified: false });
  const run = () => of.post('/api/grading/exercises/sum/run', person, { ...source, stdin: '' });
  const answers = await Promise.all(Array.from({ length: 4 }, run));
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 202, 202, 429]);
  const { error } = answers.find(({ statusCode }) => statusCode === 429)!.json();
  expect(error).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    message: expect.stringMatching(/^You have 3 runs .* limit is 3\./),
  });
  const { id } = dataOf<{ id: string }>(answers.find(({ statusCode }) => statusCode === 202)!);
  expect((await of.post(`/api/grading/runs/${id}/cancel`, person)).statusCode).toBe(200);
  // Its process is over with it: it counts in no queue, is begun by no reconciler, and goes after an hour.
  expect(await api.owner('processes').where({ row_id: id }).first()).toMatchObject({
    ...{ state: 'cancelled', finished_at: expect.any(Date) },
  });
  expect((await run()).statusCode).toBe(202);
});

test('past the backlog new work is answered 429 with a time to come back', async () => {
  await of.publish({ slug: 'crowded' });
  let response = await of.submit(await api.person('student'), 'crowded');
  for (let count = 0; count < 45 && response.statusCode === 202; count++)
    response = await of.submit(await api.person('student'), 'crowded');
  expect(response.json()).toMatchObject({ error: { code: 'RATE_LIMITED' } });
  expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
});
