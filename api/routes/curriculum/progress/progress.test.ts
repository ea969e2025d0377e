import { afterAll, beforeAll, expect, test } from 'vitest';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { recomputeProgress } from '#models/progress/recompute-progress.ts';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';
import { createTestCourse } from '#api/testing/course.ts';

let api: TestApp;
let course: Awaited<ReturnType<typeof createTestCourse>>;

beforeAll(async () => {
  api = await createTestApp();
  course = await createTestCourse(api);
});
afterAll(() => api.close());

test('CUR-4: one resumes where one left, and a course is completed by its last lesson or its last exercise', async () => {
  const student = await api.person('student');
  await course.enrol(student);
  const resume = async () => (await course.get('/api/curriculum/progress/me', student)).data.continue;
  expect(await resume()).toMatchObject({
    course: { slug: 'numbers' },
    resume: { lesson_number: 1, lesson_status: 'NOT_STARTED', exercise: null },
    lesson_count: 3,
    percent: 0,
  });
  await course.mark(student, 0, 'completed');
  await course.mark(student, 1, 'in_progress');
  await course.grade(student, 5);
  expect(await resume()).toMatchObject({
    resume: {
      lesson_number: 2,
      exercise: { slug: 'sum-two-numbers', attempts: 1, best_score: 5, max_score: 7 },
    },
  });
  await course.mark(student, 1, 'completed');
  await course.mark(student, 2, 'completed');
  expect(await resume()).toMatchObject({
    resume: { lesson_number: 2, exercise: { slug: 'sum-two-numbers' } },
    percent: 75,
  });
  await course.grade(student, 7);
  const { data } = await course.get('/api/curriculum/progress/me', student);
  expect(data).toMatchObject({
    continue: null,
    courses: [{ status: 'completed', progress: { percent: 100 } }],
    streak: { days: 1, includes_today: true },
    last_result: { exercise: { slug: 'sum-two-numbers' }, verdict: 'accepted', score: 7 },
  });
  expect(data.activity).toHaveLength(28);
  expect(data.activity.at(-1).count).toBeGreaterThan(5);
  await course.mark(student, 0, 'reopened');
  expect((await course.get('/api/enrolments', student)).data.results[0].status).toBe('completed');
});

test('CUR-4: one’s progress is exported as CSV, each lesson and after it its exercises', async () => {
  const student = await api.person('student');
  await course.enrol(student);
  await course.mark(student, 0, 'completed');
  await course.grade(student, 5);
  const answer = await api.app.inject({
    url: '/api/curriculum/progress/me/csv',
    headers: student.authorization,
  });
  expect(answer.headers['content-type']).toContain('text/csv');
  expect(answer.body.trim().split('\r\n')).toEqual([
    'course,lesson_number,lesson,lesson_status,exercise,attempts,best_score,max_score,solved',
    'Numbers,1,One,COMPLETED,,,,,',
    'Numbers,2,Two,NOT_STARTED,,,,,',
    'Numbers,2,Two,NOT_STARTED,Sum two numbers,1,5,7,no',
    'Numbers,3,Three,NOT_STARTED,,,,,',
  ]);
});

test('CUR-4: what is stored equals what the events add up to, also after marks that repeat and activities that run twice', async () => {
  const student = await api.person('student');
  await course.enrol(student);
  for (const status of [
    'in_progress',
    'in_progress',
    'completed',
    'completed',
    'in_progress',
    'reopened',
    'reopened',
    'completed',
  ])
    await course.mark(student, 0, status);
  await Promise.all([course.mark(student, 1, 'in_progress'), course.mark(student, 1, 'in_progress')]);
  for (const score of [3, 7, 2]) await course.grade(student, score);
  const kinds = await api
    .owner('progress_events')
    .where({ user_id: student.id })
    .whereNotNull('lesson_id')
    .orderBy('id')
    .pluck('kind');
  expect(kinds).toEqual([
    'lesson_started',
    'lesson_completed',
    'lesson_reopened',
    'lesson_completed',
    'lesson_started',
  ]);

  const stored = async () => ({
    lessons: await api
      .owner('lesson_progress')
      .where({ user_id: student.id })
      .orderBy('lesson_id')
      .select('lesson_id', 'status', 'started_at', 'completed_at'),
    exercises: await api.owner('exercise_progress').where({ user_id: student.id }),
  });
  const before = await stored();
  expect(before.exercises).toMatchObject([{ attempts: 3, best_score: 7, max_score: 7 }]);
  await api
    .owner('lesson_progress')
    .where({ user_id: student.id })
    .update({ status: 'NOT_STARTED', started_at: null, completed_at: null });
  await api
    .owner('exercise_progress')
    .where({ user_id: student.id })
    .update({ attempts: 0, best_score: null, max_score: null, solved_at: null, last_graded_at: null });
  await inOrganisation(api.app.database, api.demo.id, (trx) =>
    recomputeProgress(trx, { organisationId: api.demo.id, userId: student.id }),
  );
  expect(await stored()).toEqual(before);
  await expect(
    api.owner('progress_events').where({ user_id: student.id }).update({ score: 99 }),
  ).rejects.toThrow(/immutable/);
});

test('what is due this week is shown once, until it is solved', async () => {
  const student = await api.person('student');
  await course.enrol(student);
  const [version] = await api.owner('exercise_versions').where({ exercise_id: course.exerciseId });
  const [due] = await api
    .owner('exercise_versions')
    .insert({ ...duplicate(version), number: 2, due_at: new Date(Date.now() + 7_200_000) })
    .returning('id');
  await api.owner('exercises').where({ id: course.exerciseId }).update({ published_version_id: due.id });
  expect((await course.get('/api/curriculum/progress/me', student)).data.due_this_week).toMatchObject([
    { slug: 'sum-two-numbers', course: { slug: 'numbers' }, attempts: 0 },
  ]);
  await course.grade(student, 7);
  expect((await course.get('/api/curriculum/progress/me', student)).data.due_this_week).toEqual([]);
});

function duplicate({ id: _id, created_at: _createdAt, ...version }: Record<string, unknown>) {
  return {
    ...version,
    limits: JSON.stringify(version.limits),
    starter: JSON.stringify(version.starter),
    solution: JSON.stringify(version.solution),
    hints: JSON.stringify(version.hints),
  };
}
