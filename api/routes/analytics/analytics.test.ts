import { afterAll, beforeAll, expect, test } from 'vitest';
import { riskRule } from '#domain/progress/at-risk.ts';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { createTestCourse } from '#api/testing/course.ts';

let api: TestApp;
let course: Awaited<ReturnType<typeof createTestCourse>>;
let trainer: TestPerson;
let admin: TestPerson;

beforeAll(async () => {
  api = await createTestApp();
  course = await createTestCourse(api);
  [trainer, admin] = await Promise.all([api.person('trainer'), api.person('admin')]);
});
afterAll(() => api.close());

/** A student who is enrolled, and of the trainer. */
async function taught(name: string, by = trainer): Promise<TestPerson> {
  const student = await api.person('student', { name });
  await api
    .owner('trainer_assignments')
    .insert({ organisation_id: api.demo.id, student_id: student.id, trainer_id: by.id });
  await course.enrol(student);
  return student;
}

const days = (count: number) => new Date(Date.now() + count * 86_400_000);
/** The course's exercise is due so many days from now, and everybody was enrolled long before. */
async function due(inDays: number | null): Promise<void> {
  // Versions never change; what is due yesterday was published before.
  await api.owner.transaction(async (trx) => {
    await trx.raw('set local session_replication_role = replica');
    await trx('exercise_versions')
      .where({ exercise_id: course.exerciseId })
      .update({ due_at: inDays === null ? null : days(inDays) });
  });
  await api.owner('enrolments').update({ enrolled_at: days(-60) });
}
/** What somebody did so far happened so many days ago. */
async function since(student: TestPerson, ago: number): Promise<void> {
  await api.owner.transaction(async (trx) => {
    await trx.raw('set local session_replication_role = replica');
    await trx('progress_events')
      .where({ user_id: student.id })
      .update({ happened_at: days(-ago) });
  });
}

type AtRisk = {
  student: { name: string };
  overdue: object | null;
  quiet: object | null;
  stuck: object | null;
};
const atRisk = async (person: TestPerson, query = ''): Promise<AtRisk[]> =>
  (await course.get(`/api/analytics/at-risk?${query}`, person)).data.results;
const reasonsOf = async (student: string, person = trainer) => {
  const found = (await atRisk(person)).find((one) => one.student.name === student);
  return found && { overdue: found.overdue, quiet: found.quiet, stuck: found.stuck };
};

test('ANA-1: at risk by a stated rule: overdue, quiet while work is due, or tried in vain, each with its figures', async () => {
  const [late, quiet, stuck, fine] = [
    await taught('Late Larry'),
    await taught('Quiet Quinn'),
    await taught('Stuck Stella'),
    await taught('Fine Fiona'),
  ];
  for (let attempt = 0; attempt < riskRule.stuckAttempts; attempt += 1) await course.grade(stuck, 3);
  await course.grade(fine, 7);
  await since(quiet, riskRule.quietDays + 1);

  await due(2);
  expect(await reasonsOf('Quiet Quinn')).toMatchObject({
    overdue: null,
    quiet: { exercises: 1 },
    stuck: null,
  });
  expect(await reasonsOf('Stuck Stella')).toEqual({
    overdue: null,
    quiet: null,
    stuck: {
      exercises: 1,
      most: {
        exercise: { slug: 'sum-two-numbers', title: expect.any(String) },
        attempts: riskRule.stuckAttempts,
      },
    },
  });
  expect([await reasonsOf('Late Larry'), await reasonsOf('Fine Fiona')]).toEqual([undefined, undefined]);

  await due(-1);
  const overdue = { exercises: 1, oldest_due_at: expect.any(String) };
  expect(await reasonsOf('Late Larry')).toEqual({ overdue, quiet: null, stuck: null });
  expect(await reasonsOf('Fine Fiona')).toBeUndefined();
  // Two reasons come before one.
  expect((await atRisk(trainer))[0]!.student.name).toBe('Stuck Stella');

  await due(-riskRule.overdueWithinDays - 1);
  expect(await reasonsOf('Late Larry')).toBeUndefined();
  // Nothing is due: who is quiet misses nothing.
  await due(null);
  expect(await reasonsOf('Quiet Quinn')).toBeUndefined();
  expect(late.id).toBeTruthy();
});

test('ANA-1: what was due before somebody came, and who has left, puts nobody at risk', async () => {
  const newcomer = await taught('New Nora');
  const gone = await taught('Gone Gustav');
  await due(-1);
  await api
    .owner('enrolments')
    .where({ user_id: newcomer.id })
    .update({ enrolled_at: days(0) });
  expect(await reasonsOf('Gone Gustav')).toBeDefined();
  await api.owner('memberships').where({ user_id: gone.id }).update({ status: 'deactivated' });
  expect([await reasonsOf('New Nora'), await reasonsOf('Gone Gustav')]).toEqual([undefined, undefined]);
  await due(null);
});

test('ANA-1: results are counted once for each student and exercise, by their best; hard exercises by who tried', async () => {
  const colleague = await api.person('trainer');
  const [one, two, idle] = [
    await taught('One', colleague),
    await taught('Two', colleague),
    await taught('Idle', colleague),
  ];
  await course.grade(one, 0);
  await course.grade(one, 5);
  await course.grade(two, 7);
  const { data } = await course.get('/api/analytics/results', colleague);
  expect(data).toEqual({ tenths: [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1], results: 2, students: 2, exercises: 1 });
  const hard = await course.get('/api/analytics/exercises?course=numbers&sort=-attempts', colleague);
  expect(hard.data).toMatchObject({
    count: 1,
    results: [{ exercise: { slug: 'sum-two-numbers' }, tried: 2, solved: 1, attempts: 3 }],
  });
  expect((await course.get('/api/analytics/exercises?page=2', colleague)).data).toMatchObject({
    count: 1,
    results: [],
  });
  expect(idle.id).toBeTruthy();
});

test('ANA-1: a trainer sees their own students only, an admin a course at a time, nobody another organisation', async () => {
  const [stranger, elsewhere, student] = await Promise.all([
    api.person('trainer'),
    api.person('admin', { organisationId: api.other.id }),
    api.person('student'),
  ]);
  const none = { tenths: Array.from({ length: 11 }, () => 0), results: 0, students: 0, exercises: 0 };
  expect((await course.get('/api/analytics/results?course=numbers', stranger)).data).toEqual(none);
  const whole = (await course.get('/api/analytics/results?course=numbers', admin)).data;
  expect(whole.students).toBeGreaterThan(2);
  for (const path of ['results', 'exercises', 'at-risk']) {
    const missing = await course.get(`/api/analytics/${path}`, admin);
    expect([missing.error.code, missing.error.reasons]).toEqual([
      'VALIDATION_ERROR',
      { course: [{ code: 'required', parameters: {} }] },
    ]);
    expect((await course.get(`/api/analytics/${path}?course=numbers`, elsewhere)).error.code).toBe(
      'NOT_FOUND',
    );
    expect((await course.get(`/api/analytics/${path}`, student)).error.code).toBe('FORBIDDEN');
  }
  expect((await course.get('/api/analytics/exercises?sort=password', trainer)).error.code).toBe(
    'VALIDATION_ERROR',
  );
});
