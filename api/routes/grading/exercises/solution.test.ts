import { afterAll, beforeAll, expect, test } from 'vitest';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { recordExerciseGraded } from '#models/progress/record-exercise-graded.ts';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { codeOf, submissionsOf } from '#api/testing/submissions.ts';

const solution = { python: [{ name: 'main.py', content: 'print(sum(map(int, input().split())))\n' }] };

let api: TestApp;
let trainer: TestPerson;
let student: TestPerson;
let at: ReturnType<typeof submissionsOf>;

beforeAll(async () => {
  api = await createTestApp();
  [trainer, student] = await Promise.all([api.person('trainer'), api.person('student')]);
  at = submissionsOf(api, trainer);
  await at.publish({ solution });
});
afterAll(() => api.close());

const ask = (person: TestPerson, slug = 'sum') =>
  api.app.inject({ url: `/api/grading/exercises/${slug}/solution`, headers: person.authorization });

async function handIn(person: TestPerson, verdict: string, score: number): Promise<void> {
  const submission = await at.accepted(person);
  await at.finish(submission, verdict, score);
  const [{ exercise_id: exerciseId }] = await api.owner('submissions').where({ id: submission.id });
  await inOrganisation(api.owner, api.demo.id, (trx) =>
    recordExerciseGraded(trx, {
      organisationId: api.demo.id,
      userId: person.id,
      exerciseId,
      submissionId: submission.id,
      gradingId: submission.grading.id,
      accepted: verdict === 'accepted',
      score,
      maxScore: 4,
      gradedAt: new Date(),
    }),
  );
}

test('a student sees an exercise’s solution once one of theirs is accepted, never before; whatever comes after does not close it', async () => {
  expect(await codeOf(ask(student))).toBe('FORBIDDEN');
  await handIn(student, 'wrong_answer', 2);
  const refused = await ask(student);
  expect([refused.statusCode, refused.body.includes('sum(map')]).toEqual([403, false]);
  await handIn(student, 'accepted', 4);
  expect(dataOf(await ask(student))).toEqual({ solution });
  await handIn(student, 'wrong_answer', 0);
  expect((await ask(student)).statusCode).toBe(200);
});

test('that somebody else has solved it opens nothing; who may author sees it without solving', async () => {
  const [other, parent, admin] = await Promise.all([
    api.person('student'),
    api.person('parent'),
    api.person('admin'),
  ]);
  expect(await codeOf(ask(other))).toBe('FORBIDDEN');
  expect(await codeOf(ask(parent))).toBe('FORBIDDEN');
  for (const person of [trainer, admin]) expect(dataOf(await ask(person))).toEqual({ solution });
});

test('another organisation’s exercise, one that does not exist and a draft are not there', async () => {
  const elsewhere = { organisationId: api.other.id };
  for (const role of ['student', 'trainer', 'admin'] as const)
    expect(await codeOf(ask(await api.person(role, elsewhere)))).toBe('NOT_FOUND');
  expect(await codeOf(ask(student, 'no-such-thing'))).toBe('NOT_FOUND');
  await at.publish({ slug: 'unfinished', solution });
  await api.owner('exercises').where({ slug: 'unfinished' }).update({ status: 'draft' });
  expect(await codeOf(ask(student, 'unfinished'))).toBe('NOT_FOUND');
});
