import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';

let api: TestApp;
let parent: TestPerson;
beforeAll(async () => {
  api = await createTestApp();
  parent = await api.person('parent');
});
afterAll(() => api.close());

type ChildAnswer = {
  id: string;
  name: string;
  email: null;
  week: { date: string; activities: number; solved: number }[];
  last_verdict: unknown;
  next_due: unknown;
};
const send = (
  method: 'GET' | 'POST',
  url: string,
  authorization: { authorization: string },
  payload: object = {},
) => api.app.inject({ method, url, headers: authorization, ...(method === 'POST' && { payload }) });
const addChild = async (name = 'Mia') =>
  dataOf<ChildAnswer>(
    await send('POST', '/api/users/children', parent.authorization, {
      name,
      consent: true,
      time_zone: 'Europe/Berlin',
    }),
  );

test('ACC-9: a parent adds a child without an e-mail, with consent, and sees the child’s week', async () => {
  expect(
    (await send('POST', '/api/users/children', parent.authorization, { name: 'Tim' })).json().error.details,
  ).toHaveProperty('consent');
  const child = await addChild('Tim');
  expect(child).toMatchObject({ name: 'Tim', email: null, last_verdict: null, next_due: null });
  expect(child.week).toHaveLength(7);
  expect(new Date(child.week[0]!.date).getUTCDay()).toBe(1);
  await api.owner('progress_events').insert([
    { organisation_id: api.demo.id, user_id: child.id, kind: 'exercise_graded', accepted: true },
    { organisation_id: api.demo.id, user_id: child.id, kind: 'lesson_started' },
    {
      organisation_id: api.demo.id,
      user_id: child.id,
      kind: 'lesson_started',
      happened_at: new Date(Date.now() - 8 * 86_400_000),
    },
  ]);
  const children = dataOf<ChildAnswer[]>(await send('GET', '/api/users/children', parent.authorization));
  const week = children.find(({ id }) => id === child.id)!.week;
  expect([
    week.reduce((sum, day) => sum + day.activities, 0),
    week.reduce((sum, day) => sum + day.solved, 0),
  ]).toEqual([2, 1]);
});

test('ACC-9: a parent views as their child; the token is short, cannot be refreshed, and what is done is audited as the parent’s', async () => {
  const child = await addChild();
  const viewing = dataOf<{ access: string; expires_in: number }>(
    await send('POST', `/api/users/children/${child.id}/view-as`, parent.authorization),
  );
  expect(viewing.expires_in).toBe(900);
  const asChild = { authorization: `Bearer ${viewing.access}` };
  expect(dataOf(await send('GET', '/api/users/profile', asChild))).toMatchObject({
    id: child.id,
    role: 'student',
    viewed_by: parent.id,
  });
  expect((await send('POST', '/api/auth/logout', asChild)).statusCode).toBe(200);
  expect((await send('GET', '/api/users/profile', asChild)).statusCode).toBe(401);
  const acts = await api
    .owner('audit_entries')
    .where({ subject_id: child.id })
    .orderBy('id')
    .select('action', 'actor_id');
  expect(acts).toEqual([
    { action: 'child.added', actor_id: parent.id },
    { action: 'child.viewed_as', actor_id: parent.id },
    { action: 'user.signed_out', actor_id: parent.id },
  ]);
});

test('ACC-9 and ACC-6: nobody views as the child of another', async () => {
  const child = await addChild();
  for (const stranger of [
    await api.person('parent'),
    await api.person('parent', { organisationId: api.other.id }),
  ]) {
    expect(
      (await send('POST', `/api/users/children/${child.id}/view-as`, stranger.authorization)).statusCode,
    ).toBe(404);
    expect(dataOf<unknown[]>(await send('GET', '/api/users/children', stranger.authorization))).toEqual([]);
  }
  const student = await api.person('student');
  expect(
    (await send('POST', `/api/users/children/${student.id}/view-as`, parent.authorization)).statusCode,
  ).toBe(404);
});

const endings: [string, (parent: TestPerson, childId: string) => Promise<unknown>][] = [
  ['the parent’s sign-out everywhere', (person) => send('POST', '/api/auth/logout', person.authorization)],
  [
    'the parent’s deactivation',
    async (person) => {
      const admin = await api.person('admin');
      return send('POST', `/api/users/${person.id}/deactivate`, admin.authorization);
    },
  ],
  [
    'another role of the parent’s',
    async (person) => {
      const admin = await api.person('admin');
      return api.app.inject({
        ...{ method: 'PUT', url: `/api/users/${person.id}`, headers: admin.authorization },
        payload: { role: 'trainer' },
      });
    },
  ],
  [
    'the end of the parent’s membership, their session being there still',
    (person) => api.owner('memberships').where({ user_id: person.id }).update({ status: 'left' }),
  ],
  [
    'the loss of the guardianship',
    (_person, childId) => api.owner('guardianships').where({ child_id: childId }).delete(),
  ],
];
test.for(endings)('M2: viewing as a child ends with %s', async ([, end]) => {
  const mother = await api.person('parent');
  const child = dataOf<{ id: string }>(
    await send('POST', '/api/users/children', mother.authorization, { name: 'Kid', consent: true }),
  );
  const { access } = dataOf<{ access: string }>(
    await send('POST', `/api/users/children/${child.id}/view-as`, mother.authorization),
  );
  const look = async (app = api.app) =>
    (await app.inject({ url: '/api/users/profile', headers: { authorization: `Bearer ${access}` } }))
      .statusCode;
  expect(await look()).toBe(200);
  await end(mother, child.id);
  // A process that has not looked it up within the last 4 s.
  expect(await look(await api.sibling())).toBe(401);
});
