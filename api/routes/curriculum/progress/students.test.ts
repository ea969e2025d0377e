import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('ACC-9: a parent enrols a child and sees the child’s week, and nobody else’s', async () => {
  const [parent, child, other] = await Promise.all([
    api.person('parent'),
    api.person('student'),
    api.person('student'),
  ]);
  await api
    .owner('guardianships')
    .insert({ organisation_id: api.demo.id, parent_id: parent.id, child_id: child.id });
  const enrolled = await course.post('/api/enrolments', { course: 'numbers', student_id: child.id }, parent);
  expect(enrolled.json().data.student_id).toBe(child.id);
  expect((await course.get(`/api/curriculum/progress/students/${child.id}`, parent)).data).toMatchObject({
    student: { id: child.id },
    courses: [{ slug: 'numbers' }],
  });
  expect((await course.get(`/api/enrolments?student_id=${child.id}`, parent)).data.count).toBe(1);
  expect((await course.get(`/api/curriculum/progress/students/${other.id}`, parent)).error.code).toBe(
    'NOT_FOUND',
  );
  expect(
    (await course.get(`/api/curriculum/progress/students/${child.id}`, await api.person('parent'))).error
      .code,
  ).toBe('NOT_FOUND');
  expect(
    (await course.post('/api/enrolments', { course: 'numbers', student_id: other.id }, parent)).json().error
      .code,
  ).toBe('NOT_FOUND');
  expect(
    (await course.post('/api/enrolments', { course: 'numbers', student_id: other.id }, child)).json().error
      .code,
  ).toBe('NOT_FOUND');
});

test('ACC-10: a trainer sees how far the assigned students are, and nobody else; administrators see all', async () => {
  const [trainer, admin, mine, foreign] = await Promise.all([
    api.person('trainer'),
    api.person('admin'),
    api.person('student', { name: 'Assigned 100%' }),
    api.person('student'),
  ]);
  await api
    .owner('trainer_assignments')
    .insert({ organisation_id: api.demo.id, student_id: mine.id, trainer_id: trainer.id });
  await course.enrol(mine);
  await course.mark(mine, 0, 'completed');
  await course.grade(mine, 7);
  const list = (await course.get('/api/curriculum/progress/students', trainer)).data;
  expect(list.count).toBe(1);
  expect(list.results[0]).toMatchObject({
    student: { id: mine.id },
    trainer: { id: trainer.id },
    exercises_solved: 1,
    courses: [
      {
        slug: 'numbers',
        progress: { lessons: 3, lessons_completed: 1, exercises: 1, exercises_solved: 1, percent: 50 },
      },
    ],
    last_result: { verdict: 'accepted', exercise: { slug: 'sum-two-numbers' } },
  });
  expect((await course.get(`/api/curriculum/progress/students/${foreign.id}`, trainer)).error.code).toBe(
    'NOT_FOUND',
  );
  const colleague = await api.person('trainer');
  expect((await course.get(`/api/curriculum/progress/students/${mine.id}`, colleague)).error.code).toBe(
    'NOT_FOUND',
  );
  expect((await course.get('/api/curriculum/progress/students', colleague)).data.count).toBe(0);
  expect((await course.get(`/api/curriculum/progress/students/${mine.id}`, trainer)).data.student.id).toBe(
    mine.id,
  );
  expect((await course.get('/api/curriculum/progress/students?search=100%25', admin)).data.count).toBe(1);
  expect(
    (await course.get('/api/curriculum/progress/students?page_size=100', admin)).data.count,
  ).toBeGreaterThan(list.count);
  expect((await course.get('/api/curriculum/progress/students', mine)).error.code).toBe('FORBIDDEN');
});
