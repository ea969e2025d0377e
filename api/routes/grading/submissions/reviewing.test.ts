import { afterAll, beforeAll, expect, test } from 'vitest';

import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { codeOf, submissionsOf, submissionUrl } from '#api/testing/submissions.ts';
import type { TestSubmission } from '#api/testing/submissions.ts';
import { sumInPython } from '#workers/testing/exercise.ts';

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

test('COM-4: a comment is kept and told to the student, an answer to the trainer, nobody their own', async () => {
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
  const told = (person: TestPerson) =>
    api.owner('notifications').where({ user_id: person.id, kind: 'comment' });
  const parameters = { submission_id: submission.id, exercise_title: sumInPython.title };
  expect(await told(student)).toMatchObject([
    { actor_id: trainer.id, parameters: { ...parameters, excerpt: body } },
  ]);
  expect(await told(trainer)).toMatchObject([
    { actor_id: student.id, parameters: { ...parameters, excerpt: 'Thank you.' } },
  ]);
});

test('COM-4: a parent’s word is told to student and staff concerned, a trainer’s to the student only', async () => {
  const [child, parent, colleague] = await Promise.all([
    api.person('student'),
    api.person('parent'),
    api.person('trainer'),
  ]);
  const organisation = { organisation_id: api.demo.id };
  await api.owner('guardianships').insert({ ...organisation, parent_id: parent.id, child_id: child.id });
  await api
    .owner('trainer_assignments')
    .insert({ ...organisation, student_id: child.id, trainer_id: colleague.id });
  const { id } = await of.accepted(child);
  const say = async (person: TestPerson, body: string) => {
    const { statusCode } = await of.post(`${submissionUrl(id)}/comments`, person, { body });
    expect(statusCode).toBe(201);
    const told = await api.owner('notifications').whereRaw(`parameters ->> 'excerpt' = ?`, [body]);
    return told.map(({ user_id: userId }) => userId).sort();
  };
  expect(await say(admin, 'From an admin.')).toEqual([child.id]);
  expect(await say(parent, 'From a parent.')).toEqual([child.id, colleague.id, admin.id].sort());
  expect(await say(colleague, 'From their trainer.')).toEqual([child.id]);
  expect(await say(child, 'From the student.')).toEqual([colleague.id, admin.id].sort());
  // Who is theirs no more may not open the submission, and reads nothing of it here either.
  await api.owner('trainer_assignments').where({ student_id: child.id }).del();
  expect(await say(child, 'After the change.')).toEqual([admin.id]);
  const cutInACharacter = `${'a'.repeat(298)}😀😀`;
  expect((await of.post(`${submissionUrl(id)}/comments`, child, { body: cutInACharacter })).statusCode).toBe(
    201,
  );
});

test('COM-4: a student is told that a person judged their work, and of nothing when that is undone by a refusal', async () => {
  const person = await api.person('student');
  const submission = await of.accepted(person);
  await of.finish(submission);
  const override = (score: number) =>
    of.post(`${submissionUrl(submission.id)}/override`, admin, {
      ...{ verdict: 'accepted', score, reason: 'The idea is right.' },
    });
  const told = () => api.owner('notifications').where({ user_id: person.id });
  expect((await override(1_000)).statusCode).toBe(400);
  expect(await told()).toEqual([]);
  expect((await override(4)).statusCode).toBe(200);
  expect(await told()).toMatchObject([
    {
      ...{ kind: 'override', actor_id: admin.id },
      parameters: { submission_id: submission.id, verdict: 'accepted', score: 4, max_score: 4 },
    },
  ]);
});

test('COM-4: what is taken is seen: the 500th comment is, and past it none is taken', async () => {
  const student = await api.person('student');
  const submission = await of.accepted(student);
  const url = `${submissionUrl(submission.id)}/comments`;
  const row = { organisation_id: api.demo.id, submission_id: submission.id, author_id: student.id };
  await api
    .owner('submission_comments')
    .insert(Array.from({ length: 499 }, () => ({ ...row, body: 'And?' })));
  expect((await of.post(url, student, { body: 'The last word.' })).statusCode).toBe(201);
  const refused = await of.post(url, student, { body: 'One more.' });
  expect([refused.statusCode, refused.json().error.code]).toEqual([429, 'QUOTA_EXCEEDED']);
  // Of two at the same moment both may have been taken.
  await api.owner('submission_comments').insert({ ...row, body: 'At the same moment.' });
  const seen = dataOf<{ body: string }[]>(await api.app.inject({ url, headers: student.authorization }));
  expect(seen.slice(-2).map(({ body }) => body)).toEqual(['The last word.', 'At the same moment.']);
});

test('a comment that is sent twice with one Idempotency-Key is there once, and told once', async () => {
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
  const told = await api
    .owner('notifications')
    .whereRaw(`parameters ->> 'submission_id' = ?`, [submission.id]);
  expect(told).toHaveLength(1);
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
