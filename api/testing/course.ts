import path from 'node:path';
import { readExercise } from '#content/reading/read-exercise.ts';
import { writeCourse } from '#content/write-course.ts';
import { Category } from '#models/curriculum/category.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { recordExerciseGraded } from '#models/progress/record-exercise-graded.ts';
import { saveExercise } from '#models/exercises/save-exercise.ts';
import type { TestApp, TestPerson } from './app.ts';

const shipped = path.resolve(import.meta.dirname, '../../content/demo/exercises/sum-two-numbers');

export const lessonTitles = ['One', 'Two', 'Three'];

/** The course `numbers` of three lessons in the demo's organisation, an exercise in the second, and what people do with it. */
export async function createTestCourse(api: TestApp) {
  const author = await api.person('admin');
  const organisationId = api.demo.id;
  const exerciseId = await inOrganisation(api.app.database, organisationId, async (trx) => {
    await Category.query(trx).insert({
      organisation_id: organisationId,
      slug: 'python',
      name: 'Python',
      position: 0,
    });
    const saved = await saveExercise(trx, {
      organisationId,
      authorId: author.id,
      definition: await readExercise(shipped),
    });
    await trx('exercises')
      .where({ id: saved.exerciseId })
      .update({ status: 'published', published_version_id: saved.versionId });
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
    const course = {
      slug: 'numbers',
      title: 'Numbers',
      summary: 'Adding up',
      category: 'python',
      difficulty: 1,
      lessons,
    };
    await writeCourse(trx, {
      organisationId,
      authorId: author.id,
      course,
      exerciseIds: new Map([['sum-two-numbers', saved.exerciseId]]),
    });
    return saved.exerciseId;
  });
  const { data } = (await api.app.inject({ url: '/api/curriculum/courses/numbers' })).json();
  const lessonIds: string[] = data.lessons.map(({ id }: { id: string }) => id);
  let submissions = 0;

  const get = async (url: string, person?: TestPerson) =>
    (await api.app.inject({ url, ...(person && { headers: person.authorization }) })).json();
  const post = (url: string, payload: object, person: TestPerson) =>
    api.app.inject({ method: 'POST', url, payload, headers: person.authorization });

  /** What the grading process does at its end. */
  const grade = async (person: TestPerson, score: number): Promise<string> => {
    const [version] = await api.owner('exercise_versions').where({ exercise_id: exerciseId });
    submissions += 1;
    const row = { organisation_id: organisationId, user_id: person.id, exercise_id: exerciseId };
    const result = {
      status: 'graded',
      verdict: score === 7 ? 'accepted' : 'wrong_answer',
      score,
      max_score: 7,
    };
    const [submission] = await api
      .owner('submissions')
      .insert({
        ...row,
        ...result,
        exercise_version_id: version.id,
        language: 'python',
        files: '[]',
        attempt: submissions,
        graded_at: new Date(),
      })
      .returning('id');
    const [grading] = await api
      .owner('gradings')
      .insert({ organisation_id: organisationId, submission_id: submission.id, reason: 'first', ...result })
      .returning('id');
    const graded = {
      organisationId,
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
    for (let time = 0; time < 2; time += 1)
      await inOrganisation(api.app.database, organisationId, (trx) => recordExerciseGraded(trx, graded));
    return submission.id;
  };

  return {
    exerciseId,
    lessonIds,
    get,
    post,
    grade,
    mark: (person: TestPerson, lesson: number, status: string) =>
      post('/api/curriculum/progress', { lesson_id: lessonIds[lesson], status }, person),
    enrol: (person: TestPerson) => post('/api/enrolments', { course: 'numbers' }, person),
  };
}
