import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';
import { createTestCourse, lessonTitles } from '#api/testing/course.ts';

let api: TestApp;
let course: Awaited<ReturnType<typeof createTestCourse>>;

beforeAll(async () => {
  api = await createTestApp();
  course = await createTestCourse(api);
});
afterAll(() => api.close());

test('CUR-2: anyone may read the catalogue and a course’s outline; a lesson’s text needs a signed-in person', async () => {
  expect((await course.get('/api/curriculum/categories')).data).toEqual([{ slug: 'python', name: 'Python' }]);
  const list = (await course.get('/api/curriculum/courses?category=python&search=add')).data;
  expect(list).toMatchObject({
    count: 1,
    results: [
      { slug: 'numbers', lesson_count: 3, exercise_count: 1, estimated_minutes: 30, my_enrolment: null },
    ],
  });
  const outline = (await course.get('/api/curriculum/courses/numbers')).data;
  expect(outline.lessons.map(({ title }: { title: string }) => title)).toEqual(lessonTitles);
  expect((await course.get(`/api/curriculum/lessons/${course.lessonIds[1]}`)).error.code).toBe(
    'UNAUTHENTICATED',
  );
  const lesson = (
    await course.get(`/api/curriculum/lessons/${course.lessonIds[1]}`, await api.person('student'))
  ).data;
  expect(lesson).toMatchObject({
    number: 2,
    enrolled: false,
    previous_lesson_id: course.lessonIds[0],
    next_lesson_id: course.lessonIds[2],
    course: { slug: 'numbers', lesson_count: 3 },
  });
  expect(lesson.blocks).toMatchObject([
    { kind: 'text', markdown: '# Two' },
    {
      kind: 'exercise',
      note: 'Try it',
      exercise: { slug: 'sum-two-numbers', available: true, solved: false },
    },
  ]);
});

test('another organisation’s course, lesson and enrolment are not there', async () => {
  const stranger = await api.person('student', { organisationId: api.other.id });
  expect((await course.get('/api/curriculum/courses/numbers', stranger)).error.code).toBe('NOT_FOUND');
  expect((await course.get(`/api/curriculum/lessons/${course.lessonIds[0]}`, stranger)).error.code).toBe(
    'NOT_FOUND',
  );
  const student = await api.person('student');
  const { data } = (await course.enrol(student)).json();
  expect((await course.get(`/api/enrolments/${data.id}`, stranger)).error.code).toBe('NOT_FOUND');
  expect((await course.get(`/api/enrolments/${data.id}`, await api.person('student'))).error.code).toBe(
    'NOT_FOUND',
  );
});

test('a student enrols oneself once; progress is kept only for the enrolled', async () => {
  const student = await api.person('student');
  expect((await course.mark(student, 0, 'completed')).json().error.code).toBe('FORBIDDEN');
  const first = await course.enrol(student);
  expect(first.statusCode).toBe(201);
  const second = await course.enrol(student);
  expect(second.statusCode).toBe(200);
  expect(second.json().data.id).toBe(first.json().data.id);
  expect((await course.mark(student, 0, 'completed')).json().data).toMatchObject({
    status: 'COMPLETED',
    course: { status: 'active', progress: { percent: 25 } },
  });
  expect((await course.get('/api/enrolments', student)).data).toMatchObject({
    count: 1,
    results: [{ progress: { lessons_completed: 1, lessons: 3 } }],
  });
  expect((await course.post('/api/enrolments', {}, student)).json().error.code).toBe('VALIDATION_ERROR');
  expect((await course.post('/api/enrolments', { course: 'nothing' }, student)).json().error.code).toBe(
    'NOT_FOUND',
  );
});
