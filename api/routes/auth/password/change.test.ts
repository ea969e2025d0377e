import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, testPassword } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { mailedSecret } from '#api/testing/mailed-secret.ts';
import { untilWaiting } from '#api/testing/until-waiting.ts';

let api: TestApp;
beforeAll(async () => void (api = await createTestApp()));
afterAll(() => api.close());

const fresh = 'blue-whale-in-orbit';
const post = (url: string, payload: object, headers = {}) =>
  api.app.inject({ method: 'POST', url, payload, headers });
const change = (person: TestPerson, current: string, password = fresh) =>
  post('/api/auth/password/change', { current_password: current, password }, person.authorization);
const logIn = (email: string, password: string) => post('/api/auth/login', { email, password });
const profile = (authorization: string) =>
  api.app.inject({ url: '/api/users/profile', headers: { authorization } });

test('ACC-3: who knows the current password sets a new one; this session goes on and all others end', async () => {
  const person = await api.person('student', { password: true });
  const other = (await logIn(person.email, testPassword)).json().data as { access: string; refresh: string };
  expect((await profile(`Bearer ${other.access}`)).statusCode).toBe(200);
  expect((await change(person, testPassword)).statusCode).toBe(200);
  expect((await profile(person.authorization.authorization)).statusCode).toBe(200);
  expect((await profile(`Bearer ${other.access}`)).statusCode).toBe(401);
  expect((await post('/api/auth/token/refresh', { refresh: other.refresh })).statusCode).toBe(401);
  expect([
    (await logIn(person.email, testPassword)).statusCode,
    (await logIn(person.email, fresh)).statusCode,
  ]).toEqual([401, 200]);
});

test('ACC-12: a changed password is audited and told by mail, and an older link for a new one is dead', async () => {
  const person = await api.person('trainer', { password: true });
  await post('/api/auth/password/reset', { email: person.email });
  const token = await mailedSecret(api, 'reset_password', person.email);
  await change(person, testPassword);
  expect(await api.owner('audit_entries').where({ subject_id: person.id }).pluck('action')).toEqual([
    'user.password_changed',
  ]);
  const [newest] = await api
    .owner('mails')
    .where({ user_id: person.id })
    .orderBy('id', 'desc')
    .select('recipient', 'template', 'parameters');
  expect(newest).toEqual({
    recipient: person.email,
    template: 'password_changed',
    parameters: { name: 'Test trainer', changedAt: expect.any(String) },
  });
  expect(
    (await post('/api/auth/password/reset/confirm', { token, password: 'another-way-in-9' })).json().error
      .code,
  ).toBe('NOT_FOUND');
});

test('ACC-3: a wrong current password and a weak new one are told on their fields, and change nothing', async () => {
  const person = await api.person('student', { password: true });
  const wrong = await change(person, 'not my password');
  expect([wrong.statusCode, wrong.json().error.details]).toEqual([
    400,
    { current_password: ['is not your current password'] },
  ]);
  const weak = await change(person, testPassword, 'bluewh');
  expect([weak.statusCode, weak.json().error.details]).toEqual([
    400,
    { password: ['must have at least 8 characters'] },
  ]);
  expect((await logIn(person.email, testPassword)).statusCode).toBe(200);
  expect(await api.owner('mails').where({ user_id: person.id })).toEqual([]);
});

test('ACC-11: guessing the current password is locked like signing in, and both share their count', async () => {
  const person = await api.person('student', { password: true });
  await logIn(person.email, 'guess 0');
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => change(person, `guess ${index}`)),
  );
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([
    ...Array(4).fill(400),
    ...Array(4).fill(429),
  ]);
  expect((await change(person, testPassword)).statusCode).toBe(429);
  expect((await logIn(person.email, testPassword)).statusCode).toBe(429);
});

test('of two changes that wait for each other one is made', async () => {
  const person = await api.person('student', { password: true });
  const asked = await api.owner.transaction(async (blocker) => {
    await blocker('users').where({ id: person.id }).forUpdate().select('id');
    const both = Promise.all([
      change(person, testPassword, fresh),
      change(person, testPassword, 'another-way-in-9'),
    ]);
    await untilWaiting(api.owner, 2);
    return { both };
  });
  expect((await asked.both).map(({ statusCode }) => statusCode).sort()).toEqual([200, 400]);
  expect(await api.owner('mails').where({ user_id: person.id })).toHaveLength(1);
});

test('an account without a password, and a parent who views as their child, cannot change one', async () => {
  const [child, parent] = [await api.person('student', { email: null }), await api.person('parent')];
  expect((await change(child, '')).statusCode).toBe(400);
  expect((await change(child, testPassword)).json().error.details).toEqual({
    current_password: ['is not your current password'],
  });
  await api
    .owner('guardianships')
    .insert({ organisation_id: api.demo.id, parent_id: parent.id, child_id: child.id });
  const { access } = (await post(`/api/users/children/${child.id}/view-as`, {}, parent.authorization)).json()
    .data;
  expect(
    (
      await post(
        '/api/auth/password/change',
        { current_password: testPassword, password: fresh },
        { authorization: `Bearer ${access}` },
      )
    ).statusCode,
  ).toBe(403);
});
