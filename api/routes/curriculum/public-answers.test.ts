import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';
import { createTestCourse } from '#api/testing/course.ts';

const pages = ['/api/curriculum/categories', '/api/curriculum/courses', '/api/curriculum/courses/numbers'];

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
  await createTestCourse(api);
});
afterAll(() => api.close());

test.each(pages)('OPS-12: %s may be kept by anybody’s cache that asks again', async (url) => {
  const first = await api.app.inject({ url });
  expect(first.headers).toMatchObject({
    'cache-control': 'public, no-cache',
    etag: expect.stringMatching(/^W\/".+"$/) as string,
    vary: expect.stringContaining('Authorization') as string,
  });
  expect(first.headers['set-cookie']).toBeUndefined();
  const again = await api.app.inject({ url, headers: { 'if-none-match': String(first.headers.etag) } });
  expect([again.statusCode, again.body]).toEqual([304, '']);
  expect(again.headers).toMatchObject({ 'cache-control': 'public, no-cache', etag: first.headers.etag });
});

test('OPS-12: what a person is answered there, and a refusal, is kept by nobody', async () => {
  const student = await api.person('student');
  const own = await api.app.inject({ url: '/api/curriculum/courses', headers: student.authorization });
  expect([own.statusCode, own.headers['cache-control']]).toEqual([200, 'no-store']);
  const nothing = await api.app.inject({ url: '/api/curriculum/courses/nothing-of-the-kind' });
  expect([nothing.statusCode, nothing.headers['cache-control']]).toEqual([404, 'no-store']);
});

test('OPS-12: a changed title is another answer, also for who has the old one', async () => {
  const url = '/api/curriculum/courses/numbers';
  const first = await api.app.inject({ url });
  await api.owner('courses').where({ slug: 'numbers' }).update({ title: 'Numbers, changed' });
  const ask = () => api.app.inject({ url, headers: { 'if-none-match': String(first.headers.etag) } });
  await expect.poll(async () => (await ask()).statusCode, { timeout: 10_000 }).toBe(200);
  expect((await ask()).json().data.title).toBe('Numbers, changed');
});
