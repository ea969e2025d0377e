import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, dataOf } from '../../../../testing/app.ts';
import type { TestApp, TestPerson } from '../../../../testing/app.ts';

let api: TestApp;
beforeAll(async () => void (api = await createTestApp()));
afterAll(() => api.close());

const pngOf = (bytes: number) => Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(bytes - 8, 1)]);
const ask = (method: 'GET' | 'PUT' | 'DELETE', url: string, person: TestPerson, payload?: object) =>
  api.app.inject({ method, url, headers: person.authorization, ...(payload && { payload }) });
const save = (person: TestPerson, content: Buffer) => ask('PUT', '/api/users/profile/picture', person, { picture: content.toString('base64') });
const urlOf = async (person: TestPerson) => dataOf<{ picture_url: string | null }>(await ask('GET', '/api/users/profile', person)).picture_url;

test('ACC-9: a picture is kept as it is, served so that a browser runs nothing of it, and removed', async () => {
  const person = await api.person('student');
  expect(await urlOf(person)).toBeNull();
  const content = pngOf(256 * 1024);
  expect((await save(person, content)).statusCode).toBe(200);
  const url = (await urlOf(person))!;
  const answer = await ask('GET', url, person);
  expect(answer.rawPayload.equals(content)).toBe(true);
  expect(answer.headers).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, max-age=31536000, immutable',
  });

  await save(person, pngOf(100));
  expect(await urlOf(person)).not.toBe(url);
  expect((await ask('GET', url, person)).statusCode).toBe(404);
  expect((await ask('DELETE', '/api/users/profile/picture', person)).statusCode).toBe(200);
  expect(await urlOf(person)).toBeNull();
  expect(await api.owner('user_pictures').where({ user_id: person.id })).toEqual([]);
});

test('ACC-9: what is no small PNG, JPEG or WebP is refused on its field', async () => {
  const person = await api.person('student');
  const large = await save(person, pngOf(256 * 1024 + 1));
  expect([large.statusCode, large.json().error.details]).toEqual([413, { picture: ['has more than 256 KB'] }]);
  const svg = await save(person, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'));
  expect([svg.statusCode, svg.json().error.details]).toEqual([400, { picture: ['is not a PNG, JPEG or WebP picture'] }]);
  expect((await ask('PUT', '/api/users/profile/picture', person, { picture: 'https://example.com/me.png' })).statusCode).toBe(400);
  // A picture elsewhere cannot be named any more: pages fetch nothing from other hosts.
  await ask('PUT', '/api/users/profile', person, { picture_url: 'https://example.com/me.png' });
  expect(await urlOf(person)).toBeNull();
});

test('ACC-9, ACC-6: a picture is seen by its person, their trainer, their parent and admins, and by nobody else', async () => {
  const [student, classmate, trainer, stranger, parent, admin] = await Promise.all(
    (['student', 'student', 'trainer', 'trainer', 'parent', 'admin'] as const).map((role) => api.person(role)),
  );
  const foreign = await api.person('admin', { organisationId: api.other.id });
  await api.owner('trainer_assignments').insert({ organisation_id: api.demo.id, student_id: student!.id, trainer_id: trainer!.id });
  await api.owner('guardianships').insert({ organisation_id: api.demo.id, parent_id: parent!.id, child_id: student!.id });
  await save(student!, pngOf(64));
  const url = (await urlOf(student!))!;
  const statuses = async (people: TestPerson[]) => Promise.all(people.map(async (person) => (await ask('GET', url, person)).statusCode));
  expect(await statuses([student!, trainer!, parent!, admin!])).toEqual([200, 200, 200, 200]);
  expect(await statuses([classmate!, stranger!, foreign])).toEqual([404, 404, 404]);
  expect((await api.app.inject({ url })).statusCode).toBe(401);
  const students = dataOf<{ results: { student: { id: string; picture_url: string | null } }[] }>(
    await ask('GET', '/api/curriculum/progress/students', trainer!),
  );
  expect(students.results.map((row) => row.student.picture_url)).toEqual([url]);
});

test('ACC-8: an erased person leaves no picture behind', async () => {
  const [person, superadmin] = [await api.person('student'), await api.person('superadmin')];
  await save(person, pngOf(64));
  expect(
    (await api.app.inject({ method: 'DELETE', url: `/api/users/${person.id}`, headers: superadmin.authorization, payload: { reason: 'asked' } })).statusCode,
  ).toBe(200);
  expect(await api.owner('user_pictures').where({ user_id: person.id })).toEqual([]);
  expect(await api.owner('users').where({ id: person.id }).pluck('picture_hash')).toEqual([null]);
});
