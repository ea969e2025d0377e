import { afterAll, beforeAll, expect, test } from 'vitest';

import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { codeOf, submissionsOf, submissionUrl } from '#api/testing/submissions.ts';
import type { TestSubmission } from '#api/testing/submissions.ts';
let api: TestApp;
let student: TestPerson;
let trainer: TestPerson;
let admin: TestPerson;
let of: ReturnType<typeof submissionsOf>;

beforeAll(async () => {
  api = await createTestApp();
  [student, trainer, admin] = await Promise.all([
    api.person('student'),
    api.person('trainer'),
    api.person('admin'),
  ]);
  of = submissionsOf(api, trainer);
  await of.publish({ slug: 'sum' });
  await api
    .owner('trainer_assignments')
    .insert({ organisation_id: api.demo.id, student_id: student.id, trainer_id: trainer.id });
});
afterAll(() => api.close());

test('a hand-in waits until a trainer has the last word, by a comment or an override; only the newest attempt waits', async () => {
  const due_at = new Date(Date.now() + 7_200_000).toISOString();
  await of.publish({ slug: 'reviewed' });
  const [person, parent] = await Promise.all([api.person('student'), api.person('parent')]);
  await api
    .owner('guardianships')
    .insert({ organisation_id: api.demo.id, parent_id: parent.id, child_id: person.id });
  const listed = (query = '') => of.list(admin, `exercise=reviewed&${query}`);
  const states = async () => (await listed()).results.map(({ review }) => review);
  const say = (id: string, who: TestPerson) =>
    of.post(`${submissionUrl(id)}/comments`, who, { body: 'A word.' });

  const first = await of.accepted(person, 'reviewed');
  expect(await states()).toEqual([null]);
  await of.finish(first);
  expect(await states()).toEqual(['waiting']);
  await say(first.id, parent);
  expect(await states()).toEqual(['waiting']);
  await say(first.id, admin);
  expect(await states()).toEqual(['answered']);
  await say(first.id, person);
  expect(await states()).toEqual(['waiting']);

  const second = await of.accepted(person, 'reviewed');
  await of.finish(second);
  expect(await states()).toEqual(['waiting', null]);
  await of.post(`${submissionUrl(second.id)}/override`, admin, {
    verdict: 'accepted',
    score: 4,
    reason: 'x',
  });
  expect(await states()).toEqual(['answered', null]);
  expect(await listed('review=answered')).toMatchObject({
    count: 1,
    results: [{ id: second.id, due_at: null }],
  });
  expect(await listed('review=waiting')).toMatchObject({ count: 0 });

  // The day it is due is that of what students see now, not of the version it was handed in for.
  await of.publish({ slug: 'reviewed', due_at });
  expect((await listed()).results.map((submission) => submission.due_at)).toEqual([due_at, due_at]);
});

test('a trainer runs a submission again once at a time, overrides with a reason, and both are audited', async () => {
  const submission = await of.accepted(student);
  expect(await codeOf(of.post(`${submissionUrl(submission.id)}/regrade`, trainer, { reason: 'flaky' }))).toBe(
    'CONFLICT',
  );
  await of.finish(submission);
  const attempts = await Promise.all(
    [1, 2].map(() =>
      of.post(`${submissionUrl(submission.id)}/regrade`, trainer, { reason: 'A test was wrong' }),
    ),
  );
  expect(attempts.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
  expect(
    await codeOf(of.post(`${submissionUrl(submission.id)}/regrade`, student, { reason: 'please' })),
  ).toBe('FORBIDDEN');

  expect(
    await codeOf(
      of.post(`${submissionUrl(submission.id)}/override`, trainer, {
        verdict: 'accepted',
        score: 5,
        reason: 'x',
      }),
    ),
  ).toBe('VALIDATION_ERROR');
  const overridden = await of.post(`${submissionUrl(submission.id)}/override`, trainer, {
    verdict: 'accepted',
    score: 4,
    reason: 'The idea is right.',
  });
  expect(dataOf(overridden)).toMatchObject({
    verdict: 'accepted',
    score: 4,
    message: 'The idea is right.',
    overridden_by: 'Test trainer',
  });
  expect(dataOf<TestSubmission>(overridden).tests).toHaveLength(2);
  const audited = await api.owner('audit_entries').where({ subject_id: submission.id }).orderBy('id');
  expect(audited.map(({ action, reason }) => [action, reason])).toEqual([
    ['submission.regraded', 'A test was wrong'],
    ['submission.overridden', 'The idea is right.'],
  ]);
  expect(
    await api.owner('exercise_progress').where({ user_id: student.id }).whereNotNull('solved_at'),
  ).toHaveLength(1);
});

test('COM-4: a comment is kept and mailed to the student, not to its author', async () => {
  const submission = await of.accepted(student);
  const body = 'Look at <line 2> again.';
  expect((await of.post(`${submissionUrl(submission.id)}/comments`, trainer, { body })).statusCode).toBe(201);
  expect(
    (await of.post(`${submissionUrl(submission.id)}/comments`, student, { body: 'Thank you.' })).statusCode,
  ).toBe(201);
  const comments = dataOf<{ body: string; author: { name: string } }[]>(
    await api.app.inject({ url: `${submissionUrl(submission.id)}/comments`, headers: student.authorization }),
  );
  expect(comments.map((comment) => [comment.author.name, comment.body])).toEqual([
    ['Test trainer', body],
    ['Test student', 'Thank you.'],
  ]);
  const mails = await api
    .owner('mails')
    .where({ template: 'submission_commented', recipient: student.email });
  expect(mails).toMatchObject([
    { recipient: student.email, parameters: { excerpt: body, submissionId: submission.id } },
  ]);
});

test('a comment that is sent twice with one Idempotency-Key is there once, and mailed once', async () => {
  const submission = await of.accepted(student);
  const send = () =>
    api.app.inject({
      method: 'POST',
      url: `${submissionUrl(submission.id)}/comments`,
      headers: { ...trainer.authorization, 'idempotency-key': 'a-comment' },
      payload: { body: 'Once.' },
    });
  const answers = await Promise.all([send(), send()]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201]);
  expect(dataOf(answers[1])).toEqual(dataOf(answers[0]));
  const mails = await api.owner('mails').whereRaw(`parameters->>'submissionId' = ?`, [submission.id]);
  expect(mails).toHaveLength(1);
});

test('ACC-8: a submission whose code was erased keeps its result: it cannot be run again', async () => {
  const person = await api.person('student');
  const submission = await of.accepted(person, 'sum');
  await of.finish(submission);
  await api.owner('submissions').where({ id: submission.id }).update({ files: '[]' });
  expect(await codeOf(of.post(`${submissionUrl(submission.id)}/regrade`, admin, { reason: 'flaky' }))).toBe(
    'CONFLICT',
  );
  expect(await api.owner('gradings').where({ submission_id: submission.id })).toHaveLength(1);
});
