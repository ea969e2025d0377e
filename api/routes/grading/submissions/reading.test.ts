import { afterAll, beforeAll, expect, test } from 'vitest';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { beginSolutionCheck } from '#models/processes/grade-submission.ts';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { source, submissionsOf } from '#api/testing/submissions.ts';
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
});
afterAll(() => api.close());

test('ACC-5: a submission is seen by its student, their trainer, their parent and admins, and is not there for others', async () => {
  const submission = await of.accepted(student);
  await of.finish(submission);
  const [parent, classmate, stranger] = await Promise.all([
    api.person('parent'),
    api.person('student'),
    api.person('admin', { organisationId: api.other.id }),
  ]);
  const statusFor = async (person: TestPerson) => (await of.get(submission.id, person)).statusCode;
  const listedFor = async (person: TestPerson) =>
    (await of.list(person, '')).results.some(({ id }) => id === submission.id);
  for (const person of [trainer, parent, classmate, stranger])
    expect([person.role, await statusFor(person), await listedFor(person)]).toEqual([
      person.role,
      404,
      false,
    ]);
  await api
    .owner('trainer_assignments')
    .insert({ organisation_id: api.demo.id, student_id: student.id, trainer_id: trainer.id });
  await api
    .owner('guardianships')
    .insert({ organisation_id: api.demo.id, parent_id: parent.id, child_id: student.id });
  for (const person of [student, trainer, parent, admin])
    expect([person.role, await statusFor(person), await listedFor(person)]).toEqual([person.role, 200, true]);
});

test('CUR-7: the check of an exercise’s own solution is seen by every author of the organisation, and is not there for others', async () => {
  const { exerciseId, versionId } = await of.publish({ slug: 'checked' });
  const [author, parent, stranger] = await Promise.all([
    api.person('trainer'),
    api.person('parent'),
    api.person('trainer', { organisationId: api.other.id }),
  ]);
  const check = {
    organisationId: api.demo.id,
    exerciseId,
    versionId,
    requestedBy: trainer.id,
    solution: { python: source.files },
  };
  await inOrganisation(api.owner, api.demo.id, (trx) => beginSolutionCheck(trx, check));
  const [submission] = await api
    .owner('submissions')
    .where({ exercise_id: exerciseId, purpose: 'solution_check' });
  for (const person of [trainer, author, admin])
    expect([person.role, (await of.get(submission.id, person)).statusCode]).toEqual([person.role, 200]);
  for (const person of [student, parent, stranger])
    expect([person.role, (await of.get(submission.id, person)).statusCode]).toEqual([person.role, 404]);
  const stream = await api.app.inject({
    url: `/api/events?topics=submission:${submission.id}`,
    headers: student.authorization,
  });
  expect(stream.statusCode).toBe(404);
  // Who asked for it as a trainer and is a student now may not read the solution either.
  await api.owner('submissions').where({ id: submission.id }).update({ user_id: student.id });
  expect((await of.get(submission.id, student)).statusCode).toBe(404);
});

test('GRD-3: of a hidden test a student sees name and verdict only, staff see all', async () => {
  const submission = await of.accepted(student);
  await of.finish(submission);
  const [, hidden] = dataOf<TestSubmission>(await of.get(submission.id, student)).tests;
  expect(hidden).toEqual({
    name: 'unseen',
    hidden: true,
    weight: 1,
    group: null,
    verdict: 'wrong_answer',
    cpu_ms: null,
    wall_ms: null,
    memory_kb: null,
    reason: null,
    message: null,
    diff: null,
    output: null,
    output_cut: false,
  });
  expect(dataOf<TestSubmission>(await of.get(submission.id, admin)).tests[1]).toMatchObject({
    message: 'Expected 3, got 4.',
    output: 'secret output',
    diff: { expected: '3' },
  });
});

test('lists filter by exercise, student, status and verdict', async () => {
  const other = await api.person('student');
  await of.publish({ slug: 'filtered' });
  const submission = await of.accepted(other, 'filtered');
  await of.finish(submission, 'accepted', 4);
  const found = (query: string) => of.list(admin, query);
  expect(await found(`student=${other.id}&exercise=filtered&status=graded&verdict=accepted`)).toMatchObject({
    count: 1,
    results: [{ id: submission.id }],
  });
  expect(await found(`student=${other.id}&verdict=wrong_answer`)).toMatchObject({ count: 0, results: [] });
});
