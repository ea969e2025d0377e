import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { halves } from '#api/testing/pictures.ts';
import { submissionsOf } from '#api/testing/submissions.ts';

let api: TestApp;
let submissions: ReturnType<typeof submissionsOf>;
beforeAll(async () => {
  api = await createTestApp();
  submissions = submissionsOf(api, await api.person('admin'));
  await submissions.publish({});
});
afterAll(() => api.close());

const ask = (method: 'GET' | 'PUT' | 'POST', url: string, person: TestPerson, payload?: object) =>
  api.app.inject({ method, url, headers: person.authorization, ...(payload && { payload }) });
const save = async (person: TestPerson) => {
  const content = await halves(64, 64).png();
  await ask('PUT', '/api/users/profile/picture', person, { picture: content.toString('base64') });
};
const urlOf = async (person: TestPerson) =>
  dataOf<{ picture_url: string | null }>(await ask('GET', '/api/users/profile', person)).picture_url;

test('ACC-9, ACC-6: a picture is seen by its person, their trainer, their parent and admins, and by nobody else', async () => {
  const [student, classmate, trainer, stranger, parent, admin] = await Promise.all(
    (['student', 'student', 'trainer', 'trainer', 'parent', 'admin'] as const).map((role) =>
      api.person(role),
    ),
  );
  const foreign = await api.person('admin', { organisationId: api.other.id });
  await api
    .owner('trainer_assignments')
    .insert({ organisation_id: api.demo.id, student_id: student!.id, trainer_id: trainer!.id });
  await api
    .owner('guardianships')
    .insert({ organisation_id: api.demo.id, parent_id: parent!.id, child_id: student!.id });
  await save(student!);
  const url = (await urlOf(student!))!;
  const statuses = async (people: TestPerson[]) =>
    Promise.all(people.map(async (person) => (await ask('GET', url, person)).statusCode));
  expect(await statuses([student!, trainer!, parent!, admin!])).toEqual([200, 200, 200, 200]);
  expect(await statuses([classmate!, stranger!, foreign])).toEqual([404, 404, 404]);
  expect((await api.app.inject({ url })).statusCode).toBe(401);
  const students = dataOf<{ results: { student: { id: string; picture_url: string | null } }[] }>(
    await ask('GET', '/api/curriculum/progress/students', trainer!),
  );
  expect(students.results.map((row) => row.student.picture_url)).toEqual([url]);
});

test('ACC-9: students see the picture of their trainer and of whoever wrote about their work, as far as the work is theirs', async () => {
  const [student, classmate, trainer, admin, parent] = await Promise.all(
    (['student', 'student', 'trainer', 'admin', 'parent'] as const).map((role) => api.person(role)),
  );
  await api
    .owner('trainer_assignments')
    .insert({ organisation_id: api.demo.id, student_id: student!.id, trainer_id: trainer!.id });
  await api
    .owner('guardianships')
    .insert({ organisation_id: api.demo.id, parent_id: parent!.id, child_id: student!.id });
  await Promise.all([trainer!, admin!, classmate!].map((person) => save(person)));
  const statuses = async (people: TestPerson[], of: TestPerson) => {
    const url = (await urlOf(of))!;
    return Promise.all(people.map(async (person) => (await ask('GET', url, person)).statusCode));
  };
  expect(await statuses([student!, classmate!, parent!], trainer!)).toEqual([200, 404, 404]);
  expect(await statuses([student!, trainer!], admin!)).toEqual([404, 404]);

  const { id } = await submissions.accepted(student!);
  for (const author of [trainer!, admin!])
    expect(
      (
        await ask('POST', `/api/grading/submissions/${id}/comments`, author, {
          body: 'Look at the second loop.',
        })
      ).statusCode,
    ).toBe(201);
  expect(await statuses([student!, parent!, classmate!], trainer!)).toEqual([200, 200, 404]);
  expect(await statuses([student!, parent!, trainer!, classmate!], admin!)).toEqual([200, 200, 200, 404]);
  expect(await statuses([student!, trainer!], classmate!)).toEqual([404, 404]);
  type Comments = { author: { id: string; picture_url: string | null } }[];
  const comments = dataOf<Comments>(await ask('GET', `/api/grading/submissions/${id}/comments`, student!));
  expect(comments.map(({ author }) => author.picture_url)).toEqual([
    await urlOf(trainer!),
    await urlOf(admin!),
  ]);
});

test('ACC-9: answers that name a person name their picture, with as many statements for many as for one', async () => {
  const [student, admin, parent] = await Promise.all(
    (['student', 'admin', 'parent'] as const).map((role) => api.person(role)),
  );
  await api
    .owner('guardianships')
    .insert({ organisation_id: api.demo.id, parent_id: parent!.id, child_id: student!.id });
  await save(student!);
  const { id } = await submissions.accepted(student!);
  const url = await urlOf(student!);
  const read = async (path: string, person: TestPerson) => dataOf<never>(await ask('GET', path, person));
  expect(await read(`/api/users/${student!.id}`, admin!)).toMatchObject({ picture_url: url });
  expect(await read('/api/users/children', parent!)).toMatchObject([{ picture_url: url }]);
  expect(await read(`/api/grading/submissions/${id}`, admin!)).toMatchObject({
    student: { picture_url: url },
  });
  expect(await read(`/api/grading/submissions?student=${student!.id}`, admin!)).toMatchObject({
    results: [{ student: { picture_url: url } }],
  });
  expect(await read(`/api/curriculum/progress/students/${student!.id}`, admin!)).toMatchObject({
    student: { picture_url: url },
  });

  const statements = async () => {
    let count = 0;
    const note = () => void count++;
    api.app.database.on('query', note);
    await ask('GET', `/api/grading/submissions/${id}/comments`, student!);
    api.app.database.off('query', note);
    return count;
  };
  const comment = () =>
    ask('POST', `/api/grading/submissions/${id}/comments`, admin!, { body: 'And another thing.' });
  await comment();
  // Now and then a request also renews what is known of its session, or its lease of the rate limit.
  const fewest = async () => Math.min(await statements(), await statements(), await statements());
  const one = await fewest();
  await Promise.all([comment(), comment(), comment()]);
  expect(await fewest()).toBe(one);
});
