import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readExercise } from '../../../content/reading/read-exercise.ts';
import { writeCourse } from '../../../content/write-course.ts';
import { Category } from '../../../models/category.ts';
import { inOrganisation } from '../../../models/in-organisation.ts';
import { recomputeProgress } from '../../../models/recompute-progress.ts';
import { recordExerciseGraded } from '../../../models/record-exercise-graded.ts';
import { saveExercise } from '../../../models/save-exercise.ts';
import { createTestApp } from '../../testing/app.ts';
import type { TestApp, TestPerson } from '../../testing/app.ts';

const shipped = path.resolve(import.meta.dirname, '../../../content/demo/exercises/sum-two-numbers');
const lessonTitles = ['One', 'Two', 'Three'];

let api: TestApp;
let exerciseId: string;
let lessonIds: string[];
let submissions = 0;

beforeAll(async () => {
  api = await createTestApp();
  const author = await api.person('admin');
  await inOrganisation(api.app.database, api.demo.id, async (trx) => {
    const organisationId = api.demo.id;
    await Category.query(trx).insert({ organisation_id: organisationId, slug: 'python', name: 'Python', position: 0 });
    const saved = await saveExercise(trx, { organisationId, authorId: author.id, definition: await readExercise(shipped) });
    exerciseId = saved.exerciseId;
    await trx('exercises').where({ id: exerciseId }).update({ status: 'published', published_version_id: saved.versionId });
    const lessons = lessonTitles.map((title, index) => ({
      slug: title.toLowerCase(),
      title,
      summary: `Lesson ${title}`,
      minutes: 10,
      blocks: [
        { kind: 'text' as const, markdown: `# ${title}` },
        ...(index === 1 ? [{ kind: 'exercise' as const, slug: 'sum-two-numbers', note: 'Try it' }] : []),
      ],
    }));
    const course = { slug: 'numbers', title: 'Numbers', summary: 'Adding up', category: 'python', difficulty: 1, lessons };
    await writeCourse(trx, { organisationId, authorId: author.id, course, exerciseIds: new Map([['sum-two-numbers', exerciseId]]) });
  });
  const { data } = (await api.app.inject({ url: '/api/curriculum/courses/numbers' })).json();
  lessonIds = data.lessons.map(({ id }: { id: string }) => id);
});

afterAll(() => api.close());

const get = async (url: string, person?: TestPerson) => (await api.app.inject({ url, ...(person && { headers: person.authorization }) })).json();
const post = (url: string, payload: object, person: TestPerson) => api.app.inject({ method: 'POST', url, payload, headers: person.authorization });
const mark = (person: TestPerson, lesson: number, status: string) => post('/api/curriculum/progress', { lesson_id: lessonIds[lesson], status }, person);
const enrol = (person: TestPerson) => post('/api/enrolments', { course: 'numbers' }, person);

/** What the grading process does at its end. */
async function grade(person: TestPerson, score: number): Promise<string> {
  const [version] = await api.owner('exercise_versions').where({ exercise_id: exerciseId });
  submissions += 1;
  const row = { organisation_id: api.demo.id, user_id: person.id, exercise_id: exerciseId };
  const result = { status: 'graded', verdict: score === 7 ? 'accepted' : 'wrong_answer', score, max_score: 7 };
  const [submission] = await api
    .owner('submissions')
    .insert({ ...row, ...result, exercise_version_id: version.id, language: 'python', files: '[]', attempt: submissions, graded_at: new Date() })
    .returning('id');
  const [grading] = await api
    .owner('gradings')
    .insert({ organisation_id: api.demo.id, submission_id: submission.id, reason: 'first', ...result })
    .returning('id');
  const graded = {
    organisationId: api.demo.id,
    userId: person.id,
    exerciseId,
    submissionId: submission.id,
    gradingId: grading.id,
    accepted: score === 7,
    score,
    maxScore: 7,
    gradedAt: new Date(),
  };
  // Temporal runs an activity at least once.
  for (let time = 0; time < 2; time += 1) await inOrganisation(api.app.database, api.demo.id, (trx) => recordExerciseGraded(trx, graded));
  return submission.id;
}

test('CUR-2: anyone may read the catalogue and a course’s outline; a lesson’s text needs a signed-in person', async () => {
  expect((await get('/api/curriculum/categories')).data).toEqual([{ slug: 'python', name: 'Python' }]);
  const list = (await get('/api/curriculum/courses?category=python&search=add')).data;
  expect(list).toMatchObject({ count: 1, results: [{ slug: 'numbers', lesson_count: 3, exercise_count: 1, estimated_minutes: 30, my_enrolment: null }] });
  const course = (await get('/api/curriculum/courses/numbers')).data;
  expect(course.lessons.map(({ title }: { title: string }) => title)).toEqual(lessonTitles);
  expect((await get(`/api/curriculum/lessons/${lessonIds[1]}`)).error.code).toBe('UNAUTHENTICATED');
  const lesson = (await get(`/api/curriculum/lessons/${lessonIds[1]}`, await api.person('student'))).data;
  expect(lesson).toMatchObject({
    number: 2,
    enrolled: false,
    previous_lesson_id: lessonIds[0],
    next_lesson_id: lessonIds[2],
    course: { slug: 'numbers', lesson_count: 3 },
  });
  expect(lesson.blocks).toMatchObject([
    { kind: 'text', markdown: '# Two' },
    { kind: 'exercise', note: 'Try it', exercise: { slug: 'sum-two-numbers', available: true, solved: false } },
  ]);
});

test('another organisation’s course, lesson and enrolment are not there', async () => {
  const stranger = await api.person('student', { organisationId: api.other.id });
  expect((await get('/api/curriculum/courses/numbers', stranger)).error.code).toBe('NOT_FOUND');
  expect((await get(`/api/curriculum/lessons/${lessonIds[0]}`, stranger)).error.code).toBe('NOT_FOUND');
  const student = await api.person('student');
  const { data } = (await enrol(student)).json();
  expect((await get(`/api/enrolments/${data.id}`, stranger)).error.code).toBe('NOT_FOUND');
  expect((await get(`/api/enrolments/${data.id}`, await api.person('student'))).error.code).toBe('NOT_FOUND');
});

test('a student enrols oneself once; progress is kept only for the enrolled', async () => {
  const student = await api.person('student');
  expect((await mark(student, 0, 'completed')).json().error.code).toBe('FORBIDDEN');
  const first = await enrol(student);
  expect(first.statusCode).toBe(201);
  const second = await enrol(student);
  expect(second.statusCode).toBe(200);
  expect(second.json().data.id).toBe(first.json().data.id);
  expect((await mark(student, 0, 'completed')).json().data).toMatchObject({ status: 'COMPLETED', course: { status: 'active', progress: { percent: 25 } } });
  expect((await get('/api/enrolments', student)).data).toMatchObject({ count: 1, results: [{ progress: { lessons_completed: 1, lessons: 3 } }] });
  expect((await post('/api/enrolments', {}, student)).json().error.code).toBe('VALIDATION_ERROR');
  expect((await post('/api/enrolments', { course: 'nothing' }, student)).json().error.code).toBe('NOT_FOUND');
});

test('CUR-4: one resumes where one left, and a course is completed by its last lesson or its last exercise', async () => {
  const student = await api.person('student');
  await enrol(student);
  const resume = async () => (await get('/api/curriculum/progress/me', student)).data.continue;
  expect(await resume()).toMatchObject({
    course: { slug: 'numbers' },
    resume: { lesson_number: 1, lesson_status: 'NOT_STARTED', exercise: null },
    lesson_count: 3,
    percent: 0,
  });
  await mark(student, 0, 'completed');
  await mark(student, 1, 'in_progress');
  await grade(student, 5);
  expect(await resume()).toMatchObject({ resume: { lesson_number: 2, exercise: { slug: 'sum-two-numbers', attempts: 1, best_score: 5, max_score: 7 } } });
  await mark(student, 1, 'completed');
  await mark(student, 2, 'completed');
  expect(await resume()).toMatchObject({ resume: { lesson_number: 2, exercise: { slug: 'sum-two-numbers' } }, percent: 75 });
  await grade(student, 7);
  const { data } = await get('/api/curriculum/progress/me', student);
  expect(data).toMatchObject({
    continue: null,
    courses: [{ status: 'completed', progress: { percent: 100 } }],
    streak: { days: 1, includes_today: true },
    last_result: { exercise: { slug: 'sum-two-numbers' }, verdict: 'accepted', score: 7 },
  });
  expect(data.activity).toHaveLength(28);
  expect(data.activity.at(-1).count).toBeGreaterThan(5);
  await mark(student, 0, 'reopened');
  expect((await get('/api/enrolments', student)).data.results[0].status).toBe('completed');
});

test('CUR-4: one’s progress is exported as CSV, each lesson and after it its exercises', async () => {
  const student = await api.person('student');
  await enrol(student);
  await mark(student, 0, 'completed');
  await grade(student, 5);
  const answer = await api.app.inject({ url: '/api/curriculum/progress/me/csv', headers: student.authorization });
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
  await enrol(student);
  for (const status of ['in_progress', 'in_progress', 'completed', 'completed', 'in_progress', 'reopened', 'reopened', 'completed'])
    await mark(student, 0, status);
  await Promise.all([mark(student, 1, 'in_progress'), mark(student, 1, 'in_progress')]);
  for (const score of [3, 7, 2]) await grade(student, score);
  const kinds = await api.owner('progress_events').where({ user_id: student.id }).whereNotNull('lesson_id').orderBy('id').pluck('kind');
  expect(kinds).toEqual(['lesson_started', 'lesson_completed', 'lesson_reopened', 'lesson_completed', 'lesson_started']);

  const stored = async () => ({
    lessons: await api.owner('lesson_progress').where({ user_id: student.id }).orderBy('lesson_id').select('lesson_id', 'status', 'started_at', 'completed_at'),
    exercises: await api.owner('exercise_progress').where({ user_id: student.id }),
  });
  const before = await stored();
  expect(before.exercises).toMatchObject([{ attempts: 3, best_score: '7', max_score: '7' }]);
  await api.owner('lesson_progress').where({ user_id: student.id }).update({ status: 'NOT_STARTED', started_at: null, completed_at: null });
  await api
    .owner('exercise_progress')
    .where({ user_id: student.id })
    .update({ attempts: 0, best_score: null, max_score: null, solved_at: null, last_graded_at: null });
  await inOrganisation(api.app.database, api.demo.id, (trx) => recomputeProgress(trx, { organisationId: api.demo.id, userId: student.id }));
  expect(await stored()).toEqual(before);
  await expect(api.owner('progress_events').where({ user_id: student.id }).update({ score: 99 })).rejects.toThrow(/immutable/);
});

test('ACC-9: a parent enrols a child and sees the child’s week, and nobody else’s', async () => {
  const [parent, child, other] = await Promise.all([api.person('parent'), api.person('student'), api.person('student')]);
  await api.owner('guardianships').insert({ organisation_id: api.demo.id, parent_id: parent.id, child_id: child.id });
  const enrolled = await post('/api/enrolments', { course: 'numbers', student_id: child.id }, parent);
  expect(enrolled.json().data.student_id).toBe(child.id);
  expect((await get(`/api/curriculum/progress/students/${child.id}`, parent)).data).toMatchObject({
    student: { id: child.id },
    courses: [{ slug: 'numbers' }],
  });
  expect((await get(`/api/enrolments?student_id=${child.id}`, parent)).data.count).toBe(1);
  expect((await get(`/api/curriculum/progress/students/${other.id}`, parent)).error.code).toBe('NOT_FOUND');
  expect((await get(`/api/curriculum/progress/students/${child.id}`, await api.person('parent'))).error.code).toBe('NOT_FOUND');
  expect((await post('/api/enrolments', { course: 'numbers', student_id: other.id }, parent)).json().error.code).toBe('NOT_FOUND');
  expect((await post('/api/enrolments', { course: 'numbers', student_id: other.id }, child)).json().error.code).toBe('NOT_FOUND');
});

test('ACC-10: a trainer sees how far the assigned students are, and nobody else; administrators see all', async () => {
  const [trainer, admin, mine, foreign] = await Promise.all([
    api.person('trainer'),
    api.person('admin'),
    api.person('student', { name: 'Assigned 100%' }),
    api.person('student'),
  ]);
  await api.owner('trainer_assignments').insert({ organisation_id: api.demo.id, student_id: mine.id, trainer_id: trainer.id });
  await enrol(mine);
  await mark(mine, 0, 'completed');
  await grade(mine, 7);
  const list = (await get('/api/curriculum/progress/students', trainer)).data;
  expect(list.count).toBe(1);
  expect(list.results[0]).toMatchObject({
    student: { id: mine.id },
    trainer: { id: trainer.id },
    exercises_solved: 1,
    courses: [{ slug: 'numbers', progress: { lessons: 3, lessons_completed: 1, exercises: 1, exercises_solved: 1, percent: 50 } }],
    last_result: { verdict: 'accepted', exercise: { slug: 'sum-two-numbers' } },
  });
  expect((await get(`/api/curriculum/progress/students/${foreign.id}`, trainer)).error.code).toBe('NOT_FOUND');
  const colleague = await api.person('trainer');
  expect((await get(`/api/curriculum/progress/students/${mine.id}`, colleague)).error.code).toBe('NOT_FOUND');
  expect((await get('/api/curriculum/progress/students', colleague)).data.count).toBe(0);
  expect((await get(`/api/curriculum/progress/students/${mine.id}`, trainer)).data.student.id).toBe(mine.id);
  expect((await get('/api/curriculum/progress/students?search=100%25', admin)).data.count).toBe(1);
  expect((await get('/api/curriculum/progress/students?page_size=100', admin)).data.count).toBeGreaterThan(5);
  expect((await get('/api/curriculum/progress/students', mine)).error.code).toBe('FORBIDDEN');
});

test('what is due this week is shown once, until it is solved', async () => {
  const student = await api.person('student');
  await enrol(student);
  const [version] = await api.owner('exercise_versions').where({ exercise_id: exerciseId });
  const [due] = await api
    .owner('exercise_versions')
    .insert({ ...duplicate(version), number: 2, due_at: new Date(Date.now() + 7_200_000) })
    .returning('id');
  await api.owner('exercises').where({ id: exerciseId }).update({ published_version_id: due.id });
  expect((await get('/api/curriculum/progress/me', student)).data.due_this_week).toMatchObject([
    { slug: 'sum-two-numbers', course: { slug: 'numbers' }, attempts: 0 },
  ]);
  await grade(student, 7);
  expect((await get('/api/curriculum/progress/me', student)).data.due_this_week).toEqual([]);
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
