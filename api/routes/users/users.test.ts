import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, dataOf, testPassword } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { carryOutErasure } from '#api/testing/carry-out-erasure.ts';
import { mailedSecret } from '#api/testing/mailed-secret.ts';
import { untilWaiting } from '#api/testing/until-waiting.ts';

let api: TestApp;
let admin: TestPerson;
let superadmin: TestPerson;
beforeAll(async () => {
  api = await createTestApp();
  admin = await api.person('admin');
  superadmin = await api.person('superadmin');
});
afterAll(() => api.close());

const send = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  person: TestPerson,
  payload: object = {},
) => api.app.inject({ method, url, headers: person.authorization, ...(method !== 'GET' && { payload }) });
const logIn = (person: TestPerson, password = testPassword) =>
  api.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: person.email, password } });
const audit = (subject: string) => api.owner('audit_entries').where({ subject_id: subject }).orderBy('id');
type Page = {
  count: number;
  next: string | null;
  previous: string | null;
  results: { id: string; name: string; email: string }[];
};

test('an admin lists, filters and searches people of the own organisation, page by page', async () => {
  for (const name of ['Zoe Adams', 'Zoe Brown', 'Zoe Clark'])
    await api.person('student', { name, email: `${name.replace(' ', '.').toLowerCase()}@school.example` });
  await api.person('student', { name: 'Zoe Elsewhere', organisationId: api.other.id });
  const first = dataOf<Page>(await send('GET', '/api/users?search=zoe&page_size=2&role=student', admin));
  expect(first).toMatchObject({
    count: 3,
    previous: null,
    results: [{ name: 'Zoe Adams' }, { name: 'Zoe Brown' }],
  });
  const second = dataOf<Page>(
    await api.app.inject({ url: first.next!.replace(api.config.apiUrl, ''), headers: admin.authorization }),
  );
  expect(second).toMatchObject({ count: 3, next: null, results: [{ name: 'Zoe Clark' }] });
  expect(dataOf<Page>(await send('GET', '/api/users?search=clark%40school', admin)).results).toHaveLength(1);
  expect(dataOf<Page>(await send('GET', '/api/users?search=%25', admin)).count).toBe(0);
  expect((await send('GET', '/api/users?page_size=101', admin)).statusCode).toBe(400);
});

test('people are sorted over the whole list, not page by page; who never signed in comes last either way', async () => {
  const names = ['Yara One', 'Yara Two', 'Yara Three'];
  const ids: string[] = [];
  for (const name of names) ids.push((await api.person('student', { name })).id);
  const seen = async (id: string, day: string) =>
    api
      .owner('users')
      .where({ id })
      .update({ last_signed_in_at: new Date(day) });
  await seen(ids[0]!, '2026-01-01T09:00:00Z');
  await seen(ids[1]!, '2026-02-01T09:00:00Z');
  const listed = async (query: string) =>
    dataOf<Page>(await send('GET', `/api/users?search=yara&${query}`, admin)).results.map(({ name }) => name);
  expect(await listed('sort=-seen')).toEqual(['Yara Two', 'Yara One', 'Yara Three']);
  expect(await listed('sort=seen')).toEqual(['Yara One', 'Yara Two', 'Yara Three']);
  expect(await listed('sort=-name&page_size=1&page=2')).toEqual(['Yara Three']);
  expect((await send('GET', '/api/users?sort=email', admin)).statusCode).toBe(400);
});

test('the number of statements of a list does not grow with its rows', async () => {
  const count = async (size: number) => {
    let statements = 0;
    const note = () => void statements++;
    api.app.database.on('query', note);
    await send('GET', `/api/users?page_size=${size}`, admin);
    api.app.database.off('query', note);
    return statements;
  };
  await count(1);
  expect(await count(1)).toBe(await count(20));
});

test('ACC-12: deactivating ends the sessions, keeps the person out, and is audited with the reason', async () => {
  const student = await api.person('student', { password: true });
  const answer = await send('POST', `/api/users/${student.id}/deactivate`, admin, {
    reason: 'Left the school.',
  });
  expect(dataOf(answer)).toMatchObject({ id: student.id, status: 'deactivated' });
  expect((await send('GET', '/api/users/profile', student)).statusCode).toBe(401);
  expect((await logIn(student)).statusCode).toBe(403);
  expect(await audit(student.id)).toMatchObject([
    {
      action: 'user.deactivated',
      actor_id: admin.id,
      reason: 'Left the school.',
      before: { status: 'active' },
      after: { status: 'deactivated' },
      address: '127.0.0.1',
    },
  ]);
  expect(dataOf(await send('PUT', `/api/users/${student.id}`, admin, { status: 'active' }))).toMatchObject({
    status: 'active',
  });
  expect((await logIn(student)).statusCode).toBe(200);
});

test('ACC-11: an admin unlocks a locked account', async () => {
  const student = await api.person('student', { password: true });
  for (let guess = 0; guess < 5; guess++) await logIn(student, 'wrong');
  expect(dataOf(await send('GET', `/api/users/${student.id}`, admin))).toMatchObject({ locked: true });
  expect(dataOf(await send('POST', `/api/users/${student.id}/unlock`, admin))).toMatchObject({
    locked: false,
  });
  expect((await logIn(student)).statusCode).toBe(200);
  expect((await audit(student.id)).map((entry) => entry.action)).toContain('user.unlocked');
});

test('an admin mails a new verification link', async () => {
  const student = await api.person('student', { verified: false });
  expect((await send('POST', `/api/users/${student.id}/resend-verification`, admin)).statusCode).toBe(200);
  const key = await mailedSecret(api, 'verify_email', student.email);
  expect((await api.app.inject({ url: `/api/auth/verify-email/${key}` })).statusCode).toBe(200);
  expect((await send('POST', `/api/users/${student.id}/resend-verification`, admin)).statusCode).toBe(409);
});

test('ACC-5: an admin neither makes nor changes superadmins, and nobody takes their own rights away', async () => {
  const student = await api.person('student');
  expect((await send('PUT', `/api/users/${student.id}`, admin, { role: 'superadmin' })).statusCode).toBe(403);
  expect((await send('POST', `/api/users/${superadmin.id}/deactivate`, admin)).statusCode).toBe(403);
  expect((await send('PUT', `/api/users/${admin.id}`, admin, { role: 'student' })).statusCode).toBe(409);
  expect((await send('POST', `/api/users/${superadmin.id}/deactivate`, superadmin)).statusCode).toBe(409);
  expect(
    dataOf(await send('PUT', `/api/users/${student.id}`, admin, { role: 'trainer', name: 'Now a trainer' })),
  ).toMatchObject({
    role: 'trainer',
    name: 'Now a trainer',
  });
  expect(dataOf(await send('GET', '/api/users/profile', student))).toMatchObject({ role: 'trainer' });
});

test('a superadmin erases a person: nothing tells who it was, what points at them stays', async () => {
  const student = await api.person('student', { password: true, name: 'Unique Person Name' });
  await send('PUT', `/api/users/${student.id}`, admin, { track: 'DP' });
  await api.app.inject({
    method: 'POST',
    url: '/api/auth/password/reset',
    payload: { email: student.email },
  });
  await mailedSecret(api, 'reset_password', student.email);
  expect((await send('DELETE', `/api/users/${student.id}`, admin)).statusCode).toBe(403);
  expect((await send('DELETE', `/api/users/${superadmin.id}`, superadmin)).statusCode).toBe(409);
  expect(
    (await send('DELETE', `/api/users/${student.id}`, superadmin, { reason: 'Asked for it.' })).statusCode,
  ).toBe(200);
  expect((await send('GET', `/api/users/${student.id}`, admin)).statusCode).toBe(404);
  expect((await send('GET', '/api/users/profile', student)).statusCode).toBe(401);
  expect((await logIn(student)).statusCode).toBe(403);
  // The account follows by a process, which does not wait.
  const [erasure] = await api.owner('erasures').where({ user_id: student.id });
  expect(erasure).toMatchObject({ status: 'waiting', requested_by: superadmin.id });
  expect(erasure.due_at.getTime()).toBeLessThanOrEqual(Date.now());
  await carryOutErasure(api, student.id);
  expect((await logIn(student)).statusCode).toBe(401);
  const [row] = await api.owner('users').where({ id: student.id });
  expect(row).toMatchObject({ email: null, name: 'Former member', password_hash: null, track: null });
  expect(await api.owner('mails').where({ recipient: student.email })).toEqual([]);
  expect(
    (
      await api.owner('audit_entries').whereRaw(`subject_id = ? and action = 'user.deleted'`, [student.id])
    )[0],
  ).toMatchObject({
    reason: 'Asked for it.',
    actor_id: superadmin.id,
  });
  // The address is free again.
  const again = await api.app.inject({
    method: 'POST',
    url: '/api/auth/register',
    payload: { email: student.email, password: testPassword, name: 'Somebody' },
  });
  expect(again.statusCode).toBe(201);
});

test('a superadmin who erases somebody whose own erasure begins at this moment waits for it, and holds nothing it needs', async () => {
  const student = await api.person('student', { password: true });
  const wish = { password: testPassword };
  expect((await send('POST', '/api/users/privacy/erasures', student, wish)).statusCode).toBe(202);
  const erased = await api.owner.transaction(async (step) => {
    await step('erasures').where({ user_id: student.id }).forUpdate().select('id');
    const answer = send('DELETE', `/api/users/${student.id}`, superadmin);
    await untilWaiting(api.owner);
    await step('users').where({ id: student.id }).forUpdate().noWait().select('id');
    return { answer };
  });
  expect((await erased.answer).statusCode).toBe(200);
});

test('an admin’s change that waits while the person is removed brings nobody back', async () => {
  const student = await api.person('student');
  const reactivated = await api.owner.transaction(async (leaving) => {
    await leaving('memberships').where({ user_id: student.id }).forUpdate().select('user_id');
    const answer = send('POST', `/api/users/${student.id}/reactivate`, admin);
    await untilWaiting(api.owner);
    await leaving('memberships').where({ user_id: student.id }).update({ status: 'left' });
    return { answer };
  });
  expect((await reactivated.answer).statusCode).toBe(404);
  expect(await api.owner('memberships').where({ user_id: student.id }).first('status')).toEqual({
    status: 'left',
  });
});

test('a person sees where they are signed in and signs one device out', async () => {
  const student = await api.person('student', { password: true });
  const phone = dataOf<{ access: string }>(await logIn(student));
  type Session = { id: string; current: boolean };
  const sessions = dataOf<Session[]>(await send('GET', `/api/users/${student.id}/sessions`, student));
  expect(sessions).toHaveLength(2);
  const other = sessions.find((session) => !session.current)!;
  expect((await send('DELETE', `/api/users/${student.id}/sessions/${other.id}`, student)).statusCode).toBe(
    200,
  );
  expect(
    (
      await api.app.inject({
        url: '/api/users/profile',
        headers: { authorization: `Bearer ${phone.access}` },
      })
    ).statusCode,
  ).toBe(401);
  expect((await send('GET', '/api/users/profile', student)).statusCode).toBe(200);
  expect((await send('DELETE', `/api/users/${student.id}/sessions/${other.id}`, student)).statusCode).toBe(
    404,
  );
});

test('ACC-9: a profile refuses what cannot be', async () => {
  const student = await api.person('student');
  const put = async (changes: object) =>
    (await send('PUT', '/api/users/profile', student, changes)).statusCode;
  expect(await put({ time_zone: 'Europe/Berlin', language: 'de', preferences: { theme: 'dark' } })).toBe(200);
  for (const bad of [
    { time_zone: 'Mars/Olympus' },
    { time_zone: '+01:00' },
    { language: 'nonsense' },
    { name: '  ' },
    { track: 'X' },
    { preferences: { deep: {} } },
  ]) {
    expect([bad, await put(bad)]).toEqual([bad, 400]);
  }
});

test('L2: an admin neither sees nor ends a superadmin’s sessions', async () => {
  const superadmin = await api.person('superadmin');
  const { id } = await api.owner('sessions').where({ user_id: superadmin.id }).first('id');
  const refused = [
    await send('GET', `/api/users/${superadmin.id}/sessions`, admin),
    await send('DELETE', `/api/users/${superadmin.id}/sessions/${id}`, admin),
  ];
  expect(refused.map((answer) => [answer.statusCode, answer.json().error.code])).toEqual([
    [403, 'FORBIDDEN'],
    [403, 'FORBIDDEN'],
  ]);
  expect((await send('GET', `/api/users/${superadmin.id}/sessions`, superadmin)).statusCode).toBe(200);
});
