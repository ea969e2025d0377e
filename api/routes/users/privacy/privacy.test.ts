import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createExportActivities } from '#activities/export-person.ts';
import { createTestApp, dataOf, testPassword } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { readZip } from '#dev/testing/read-zip.ts';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

type Standing = {
  person: string;
  archives: { id: string; status: string; size_bytes: number | null; workflow_id: string }[];
  erasure: { id: string; status: string; due_at: string } | null;
  children_alone: { id: string; name: string }[];
};

const privacy = '/api/users/privacy';
const get = (person: TestPerson, url = privacy) => api.app.inject({ url, headers: person.authorization });
const post = (person: TestPerson, url: string, payload: object = {}) =>
  api.app.inject({ method: 'POST', url: `${privacy}${url}`, headers: person.authorization, payload });
const askErasure = (person: TestPerson, payload: object = {}) =>
  post(person, '/erasures', { password: testPassword, ...payload });
const error = (answer: Awaited<ReturnType<typeof get>>) => [answer.statusCode, answer.json().error.code];

async function addChild(parent: TestPerson, email: string | null = null): Promise<TestPerson> {
  const child = await api.person('student', { email, name: 'A child' });
  await api
    .owner('guardianships')
    .insert({ organisation_id: api.demo.id, parent_id: parent.id, child_id: child.id });
  return child;
}

async function collect(archive: { id: string }): Promise<void> {
  const { collectArchive } = createExportActivities({ database: api.app.database });
  const input = { organisationId: api.demo.id, archiveId: archive.id };
  await new MockActivityEnvironment().run(collectArchive, input);
}

test('ACC-8: a person asks for an archive, sees where it stands, and downloads it', async () => {
  const person = await api.person('student', { name: 'Ada Archive' });
  expect(dataOf<Standing>(await get(person))).toMatchObject({ archives: [], erasure: null });
  const asked = await post(person, '/exports');
  expect(asked.statusCode).toBe(202);
  const [archive] = dataOf<Standing>(asked).archives;
  expect(archive).toMatchObject({ status: 'collecting', size_bytes: null });
  const early = await get(person, `${privacy}/exports/${archive!.id}/archive`);
  expect(error(early)).toEqual([409, 'CONFLICT']);
  const story = await get(person, `/api/processes/${archive!.workflow_id}`);
  expect(dataOf(story)).toMatchObject({ status: 'collecting' });
  await collect(archive!);
  const download = await get(person, `${privacy}/exports/${archive!.id}/archive`);
  expect(download.headers).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': expect.stringContaining('attachment'),
    'content-length': String(download.rawPayload.length),
  });
  const files = await readZip(download.rawPayload);
  expect(JSON.parse(files['account/users.json']!)).toMatchObject([{ name: 'Ada Archive' }]);
});

test('ACC-8: nobody else downloads or sees an archive, in this organisation or another', async () => {
  const person = await api.person('student');
  const [archive] = dataOf<Standing>(await post(person, '/exports')).archives;
  await collect(archive!);
  const others = [
    await api.person('student'),
    await api.person('trainer'),
    await api.person('admin'),
    await api.person('superadmin'),
    await api.person('parent'),
    await api.person('admin', { organisationId: api.other.id }),
  ];
  for (const other of others) {
    expect(error(await get(other, `${privacy}/exports/${archive!.id}/archive`))).toEqual([404, 'NOT_FOUND']);
    expect(error(await get(other, `${privacy}?person=${person.id}`))).toEqual([404, 'NOT_FOUND']);
    expect(error(await post(other, '/exports', { person: person.id }))).toEqual([404, 'NOT_FOUND']);
    expect(error(await askErasure(other, { person: person.id }))).toEqual([404, 'NOT_FOUND']);
  }
});

test('ACC-8: of two wishes for an archive at once one is collected, and there are three a week', async () => {
  const person = await api.person('student');
  const both = await Promise.all([post(person, '/exports'), post(person, '/exports')]);
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
  for (let number = 1; number <= 3; number += 1) {
    const [archive] = dataOf<Standing>(await get(person)).archives;
    await collect(archive!);
    const next = await post(person, '/exports');
    if (number < 3) expect(next.statusCode).toBe(202);
    else expect(error(next)).toEqual([429, 'QUOTA_EXCEEDED']);
  }
});

test('ACC-8: an erasure wants the password of whoever asks, and guesses are counted like sign-ins', async () => {
  const person = await api.person('student', { password: true });
  const wrong = await askErasure(person, { password: 'not-my-password-1' });
  expect(error(wrong)).toEqual([400, 'VALIDATION_ERROR']);
  expect(wrong.json().error.details).toHaveProperty('password');
  expect(error(await post(person, '/erasures'))).toEqual([400, 'VALIDATION_ERROR']);
  for (let guess = 0; guess < 20; guess += 1) await askErasure(person, { password: `guess-number-${guess}` });
  expect(error(await askErasure(person))).toEqual([429, 'RATE_LIMITED']);
  expect(dataOf<Standing>(await get(person)).erasure).toBeNull();
});

test('ACC-8: an erasure waits two weeks, in which the person takes it back; of two at once one counts', async () => {
  const person = await api.person('student', { password: true });
  const both = await Promise.all([askErasure(person), askErasure(person)]);
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
  const { erasure } = dataOf<Standing>(await get(person));
  expect(erasure).toMatchObject({ status: 'waiting' });
  expect(Date.parse(erasure!.due_at) - Date.now()).toBeGreaterThan(13.9 * 86_400_000);
  const other = await api.person('admin');
  expect(error(await post(other, `/erasures/${erasure!.id}/take-back`))).toEqual([404, 'NOT_FOUND']);
  const takenBack = await post(person, `/erasures/${erasure!.id}/take-back`);
  expect(dataOf<Standing>(takenBack).erasure).toBeNull();
  expect((await post(person, `/erasures/${erasure!.id}/take-back`)).statusCode).toBe(200);
  const actions = await api
    .owner('audit_entries')
    .where({ subject_id: person.id })
    .orderBy('id')
    .pluck('action');
  expect(actions.slice(-2)).toEqual(['user.erasure_requested', 'user.erasure_taken_back']);
});

/** The same person, signed in to the other organisation, of which they become a member. */
async function inTheOther(person: TestPerson): Promise<TestPerson> {
  const there = { organisation_id: api.other.id, user_id: person.id };
  await api.owner('memberships').insert({ ...there, role: person.role, status: 'active' });
  const [session] = await api
    .owner('sessions')
    .insert({ ...there, expires_at: new Date(Date.now() + 86_400_000) })
    .returning<{ id: string }[]>('id');
  const access = api.app.accessTokens.issue({
    userId: person.id,
    email: person.email,
    role: person.role,
    organisationId: api.other.id,
    sessionId: session!.id,
  });
  return { ...person, authorization: { authorization: `Bearer ${access}` } };
}

test('ACC-8: whoever belongs to two organisations sees and takes back in one what they asked for in the other', async () => {
  const person = await api.person('student', { password: true });
  const elsewhere = await inTheOther(person);
  const { erasure } = dataOf<Standing>(await askErasure(person));
  expect(dataOf<Standing>(await get(elsewhere)).erasure).toMatchObject({ id: erasure!.id });
  const takenBack = await post(elsewhere, `/erasures/${erasure!.id}/take-back`);
  expect(takenBack.statusCode).toBe(200);
  expect(dataOf<Standing>(await get(person)).erasure).toBeNull();
});

test('ACC-8: a parent asks for their own end though their child’s waits already in another organisation', async () => {
  const parent = await api.person('parent', { password: true });
  const child = await addChild(parent);
  const elsewhere = await inTheOther(parent);
  await api
    .owner('memberships')
    .insert({ organisation_id: api.other.id, user_id: child.id, role: 'student' });
  await api
    .owner('guardianships')
    .insert({ organisation_id: api.other.id, parent_id: parent.id, child_id: child.id });
  expect((await askErasure(elsewhere, { person: child.id })).statusCode).toBe(202);
  expect((await askErasure(parent)).statusCode).toBe(202);
  expect(error(await askErasure(elsewhere))).toEqual([409, 'CONFLICT']);
  const unfinished = await api.owner('erasures').whereIn('user_id', [parent.id, child.id]).pluck('user_id');
  expect(unfinished.sort()).toEqual([parent.id, child.id].sort());
});

test('ACC-8: a parent exports and erases their child with their own password, and takes it back', async () => {
  const parent = await api.person('parent', { password: true });
  const child = await addChild(parent);
  const exported = dataOf<Standing>(await post(parent, '/exports', { person: child.id }));
  expect(exported).toMatchObject({ person: child.id, archives: [{ status: 'collecting' }] });
  expect((await askErasure(parent, { person: child.id })).statusCode).toBe(202);
  const { erasure } = dataOf<Standing>(await get(parent, `${privacy}?person=${child.id}`));
  expect(dataOf<Standing>(await get(parent)).erasure).toBeNull();
  expect((await post(parent, `/erasures/${erasure!.id}/take-back`)).statusCode).toBe(200);
});

test('ACC-8: children whom nobody could act for any more go along with their parent, the others stay', async () => {
  const parent = await api.person('parent', { password: true });
  const second = await api.person('parent');
  const [alone, withAddress, withSecond] = [
    await addChild(parent),
    await addChild(parent, 'own-address@example.com'),
    await addChild(parent),
  ];
  await api
    .owner('guardianships')
    .insert({ organisation_id: api.demo.id, parent_id: second.id, child_id: withSecond.id });
  expect(dataOf<Standing>(await get(parent)).children_alone).toEqual([{ id: alone.id, name: 'A child' }]);
  expect((await askErasure(parent)).statusCode).toBe(202);
  const erased = await api.owner('erasures').where({ requested_by: parent.id }).pluck('user_id');
  expect(erased.sort()).toEqual([parent.id, alone.id].sort());
  expect(erased).not.toContain(withAddress.id);
});

test('ACC-8: a parent who takes their own erasure back keeps the children that went along, but not one asked for apart', async () => {
  const parent = await api.person('parent', { password: true });
  const [along, apart] = [await addChild(parent), await addChild(parent)];
  expect((await askErasure(parent, { person: apart.id })).statusCode).toBe(202);
  const { erasure } = dataOf<Standing>(await askErasure(parent));
  const waiting = () =>
    api.owner('erasures').where({ requested_by: parent.id, status: 'waiting' }).pluck<string[]>('user_id');
  expect((await waiting()).sort()).toEqual([parent.id, along.id, apart.id].sort());
  expect((await post(parent, `/erasures/${erasure!.id}/take-back`)).statusCode).toBe(200);
  expect(await waiting()).toEqual([apart.id]);
});

test('ACC-8: while it waits, one’s profile and the family page say until when', async () => {
  const parent = await api.person('parent', { password: true });
  const child = await addChild(parent);
  const profile = async () => dataOf<{ erasure: object | null }>(await get(parent, '/api/users/profile'));
  expect((await profile()).erasure).toBeNull();
  const { erasure } = dataOf<Standing>(await askErasure(parent));
  expect((await profile()).erasure).toEqual({ id: erasure!.id, due_at: erasure!.due_at });
  expect(dataOf(await get(parent, '/api/users/children'))).toMatchObject([
    { id: child.id, erased_at: erasure!.due_at },
  ]);
});

test('ACC-8: a parent who views as their child can do neither, and a superadmin asks another', async () => {
  const parent = await api.person('parent', { password: true });
  const child = await addChild(parent);
  const viewing = dataOf<{ access: string }>(
    await api.app.inject({
      method: 'POST',
      url: `/api/users/children/${child.id}/view-as`,
      headers: parent.authorization,
    }),
  );
  const asChild = { ...child, authorization: { authorization: `Bearer ${viewing.access}` } };
  expect(error(await get(asChild))).toEqual([403, 'FORBIDDEN']);
  expect(error(await askErasure(asChild))).toEqual([403, 'FORBIDDEN']);
  const superadmin = await api.person('superadmin', { password: true });
  expect(error(await askErasure(superadmin))).toEqual([409, 'CONFLICT']);
});

test('ACC-8: a child who would be left alone is not taken back without their parent', async () => {
  const parent = await api.person('parent', { password: true });
  const child = await addChild(parent);
  await askErasure(parent);
  const { erasure } = dataOf<Standing>(await get(parent, `${privacy}?person=${child.id}`));
  expect(error(await post(parent, `/erasures/${erasure!.id}/take-back`))).toEqual([409, 'CONFLICT']);
  const own = dataOf<Standing>(await get(parent)).erasure;
  expect((await post(parent, `/erasures/${own!.id}/take-back`)).statusCode).toBe(200);
});

test('ACC-8: when a person of ops ends a parent’s erasure, the children that went along stay as well', async () => {
  const parent = await api.person('parent', { password: true });
  await addChild(parent);
  const { erasure } = dataOf<Standing>(await askErasure(parent));
  const admin = await api.person('admin');
  const cancelled = await api.app.inject({
    method: 'POST',
    url: `/api/ops/processes/erase-person:${erasure!.id}/cancel`,
    headers: admin.authorization,
    payload: { reason: 'They asked us to' },
  });
  expect(cancelled.statusCode).toBe(202);
  expect(await api.owner('erasures').where({ requested_by: parent.id, status: 'waiting' })).toEqual([]);
});

test('ACC-8: when a superadmin removes the only parent, the child whom nobody could act for waits to be erased', async () => {
  const superadmin = await api.person('superadmin');
  const remove = (person: TestPerson) =>
    api.app.inject({
      ...{ method: 'DELETE', url: `/api/users/${person.id}`, headers: superadmin.authorization },
      payload: { reason: 'they asked by mail' },
    });
  const erasuresOf = (child: TestPerson) => api.owner('erasures').where({ user_id: child.id });
  const [only, elsewhereToo, withChild] = [
    await api.person('parent'),
    await api.person('parent'),
    await api.person('parent'),
  ];
  const [first, second, third] = [
    await addChild(only),
    await addChild(elsewhereToo),
    await addChild(withChild),
  ];
  await inTheOther(elsewhereToo);
  await inTheOther(withChild);
  const there = { organisation_id: api.other.id };
  await api.owner('memberships').insert({ ...there, user_id: third.id, role: 'student' });
  await api.owner('guardianships').insert({ ...there, parent_id: withChild.id, child_id: third.id });
  for (const parent of [only, elsewhereToo, withChild]) expect((await remove(parent)).statusCode).toBe(200);
  expect(await erasuresOf(first)).toMatchObject([{ status: 'waiting', requested_by: superadmin.id }]);
  // Their parent is one in the other organisation still, but not theirs.
  expect(await erasuresOf(second)).toMatchObject([{ status: 'waiting' }]);
  expect(await erasuresOf(third)).toEqual([]);
  expect(
    await api.owner('audit_entries').where({ action: 'user.erasure_requested', actor_id: superadmin.id }),
  ).toHaveLength(2);
});
