import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';
import { createTestCourse } from '#api/testing/course.ts';

const pages = [
  '/api/curriculum/categories',
  '/api/curriculum/courses',
  '/api/curriculum/courses?category=python',
  '/api/curriculum/courses/numbers',
];

let api: TestApp;
let apps: TestApp['app'][];

beforeAll(async () => {
  api = await createTestApp();
  await createTestCourse(api);
  apps = [api.app, await api.sibling()];
});
afterAll(() => api.close());

const read = async (app: TestApp['app'], url: string, headers = {}) =>
  (await app.inject({ url, headers })).json().data;

async function statementsDuring(app: TestApp['app'], work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const note = () => (count += 1);
  app.database.on('query', note);
  await work();
  app.database.off('query', note);
  return count;
}

test.each(pages)('K16: %s is read from the database once, however many strangers look', async (url) => {
  const first = await read(api.app, url);
  // The listening connection may have come up meanwhile, which forgets what was read before.
  await expect.poll(() => statementsDuring(api.app, () => read(api.app, url))).toBe(0);
  expect(await read(api.app, url)).toEqual(first);
});

test('K16: what is changed is seen by strangers in every process', async () => {
  const titles = () =>
    Promise.all(apps.map(async (app) => (await read(app, '/api/curriculum/courses/numbers')).title));
  const kept = () =>
    Promise.all(apps.map((app) => statementsDuring(app, () => read(app, '/api/curriculum/courses/numbers'))));
  await expect.poll(kept).toEqual([0, 0]);
  const before = await titles();
  await api.owner('courses').where({ slug: 'numbers' }).update({ title: 'Numbers, again' });
  // Far sooner than the minute after which it would be read again anyway.
  await expect.poll(titles, { timeout: 10_000 }).toEqual(['Numbers, again', 'Numbers, again']);
  expect(before).not.toContain('Numbers, again');
  await api.owner('lessons').update({ status: 'draft' });
  const lessons = async () => (await read(api.app, '/api/curriculum/courses')).results[0].lesson_count;
  await expect.poll(lessons, { timeout: 10_000 }).toBe(0);
});

test('what is one’s own, another organisation’s or a search’s is never kept', async () => {
  const student = await api.person('student');
  for (const [url, headers] of [
    ['/api/curriculum/courses', student.authorization],
    ['/api/curriculum/courses?search=numbers', {}],
  ] as const) {
    await read(api.app, url, headers);
    expect(await statementsDuring(api.app, () => read(api.app, url, headers))).toBeGreaterThan(0);
  }
  const stranger = await api.person('student', { organisationId: api.other.id });
  expect(await read(api.app, '/api/curriculum/categories', stranger.authorization)).toEqual([]);
  expect(await read(api.app, '/api/curriculum/categories')).toHaveLength(1);
});
