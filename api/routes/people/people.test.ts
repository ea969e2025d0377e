import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { createTestCourse } from '#api/testing/course.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { saveUserPicture } from '#models/people/user-picture.ts';

let api: TestApp;
let course: Awaited<ReturnType<typeof createTestCourse>>;
beforeAll(async () => {
  api = await createTestApp();
  course = await createTestCourse(api);
});
afterAll(() => api.close());

type Person = {
  name: string;
  headline: string | null;
  picture_url: string | null;
  learning_since: string;
  achievements: { id: string; earned_at: string }[] | null;
  courses: { title: string }[] | null;
  activity: { day: string; count: number }[] | null;
};
const put = (person: TestPerson, payload: object) =>
  api.app.inject({ method: 'PUT', url: '/api/users/profile/public', headers: person.authorization, payload });
const publish = async (person: TestPerson, handle: string, more: object = {}) =>
  dataOf(await put(person, { published: true, handle, ...more }));
const look = (handle: string, path = '') => api.app.inject({ url: `/api/people/${handle}${path}` });
const seen = async (handle: string) => dataOf<Person>(await look(handle));

/** Everything of an answer but its request's id. */
const refusalOf = async (response: ReturnType<typeof look>) => {
  const { error, ...body } = (await response).json();
  return { status: (await response).statusCode, ...body, error: { ...error, request_id: '' } };
};
const neverThere = () => refusalOf(look('nobody-at-all'));

test('ACC-9: nobody has a public page before they want one; then anybody reads it, and it is gone at once when they take it back', async () => {
  const person = await api.person('student', { name: 'Ada Byron' });
  expect((await look('ada-byron')).statusCode).toBe(404);
  const settings = dataOf(await put(person, { published: true, headline: '  I build\n bridges.  ' }));
  expect(settings).toMatchObject({
    published: true,
    handle: 'ada-byron',
    headline: 'I build bridges.',
    shows_activity: false,
  });
  expect(await seen('ada-byron')).toMatchObject({
    name: 'Ada Byron',
    headline: 'I build bridges.',
    achievements: [],
    courses: [],
    activity: null,
  });
  expect((await seen('ADA-Byron')).name).toBe('Ada Byron');

  await put(person, { published: false });
  expect(await refusalOf(look('ada-byron'))).toEqual(await neverThere());
  // Another process of the API hears of it as soon.
  expect((await (await api.sibling()).inject({ url: '/api/people/ada-byron' })).statusCode).toBe(404);
  expect(dataOf(await put(person, { published: true }))).toMatchObject({
    handle: 'ada-byron',
    headline: 'I build bridges.',
  });
});

test('ACC-9: the page tells what was learned, and nothing that identifies, locates or grades', async () => {
  const person = await api.person('student', { name: 'Grace Hopper' });
  await publish(person, 'grace', { shows_activity: true });
  await course.enrol(person);
  for (const score of [2, 3, 5, 7]) await course.grade(person, score);
  for (const lesson of [0, 1, 2]) await course.mark(person, lesson, 'completed');
  const page = await seen('grace');
  expect(page.achievements!.map(({ id }) => id).sort()).toEqual(['comeback_1', 'courses_1', 'solved_1']);
  expect(page.courses).toMatchObject([{ title: 'Numbers' }]);
  expect(page.learning_since).toBe(new Date().toISOString().slice(0, 7));
  expect(page.activity).toHaveLength(84);
  // Five things of the course (it began, three lessons, it ended) and four gradings.
  expect(page.activity!.at(-1)).toMatchObject({ day: new Date().toISOString().slice(0, 10), count: 9 });

  const { payload } = await look('grace');
  const known = await api.owner('submissions').where({ user_id: person.id }).pluck('id');
  for (const secret of [person.id, person.email, api.demo.id, 'Demo', 'score', 'wrong_answer', ...known])
    expect(payload).not.toContain(secret);

  await put(person, { shows_achievements: false, shows_courses: false, shows_activity: false });
  expect(await seen('grace')).toMatchObject({ achievements: null, courses: null, activity: null });
});

test('ACC-9: a course that is taken out of the catalogue is not told any more; that one was completed still counts', async () => {
  const person = await api.person('student');
  await publish(person, 'katherine');
  await api.owner('enrolments').insert({
    organisation_id: api.demo.id,
    user_id: person.id,
    course_id: (
      await api
        .owner('courses')
        .insert({ organisation_id: api.demo.id, slug: 'secret', title: 'A secret', summary: '' })
        .returning('id')
    )[0].id,
    status: 'completed',
    completed_at: new Date(),
  });
  const page = await seen('katherine');
  expect([page.courses, page.achievements!.map(({ id }) => id)]).toEqual([[], ['courses_1']]);
});

test('ACC-9: one sees what one has earned and what is next, with how far one has come', async () => {
  const person = await api.person('student');
  await course.grade(person, 7);
  const answer = await api.app.inject({
    url: '/api/users/profile/achievements',
    headers: person.authorization,
  });
  const { earned, next } = dataOf<{
    earned: { id: string }[];
    next: { id: string; count: number; of: number }[];
  }>(answer);
  expect(earned.map(({ id }) => id)).toEqual(['solved_1']);
  expect(next).toContainEqual({ id: 'solved_10', count: 1, of: 10 });
  expect(next).toContainEqual({ id: 'streak_7', count: 1, of: 7 });
  // Attempts that nobody judged, solution checks and other people's are none of one's own.
  const other = await api.person('student');
  expect(
    dataOf(await api.app.inject({ url: '/api/users/profile/achievements', headers: other.authorization })),
  ).toMatchObject({ earned: [] });
});

test('ACC-9: an address is checked, and of two who want one at once one is told that it is taken', async () => {
  const [one, two, foreigner] = [
    await api.person('student'),
    await api.person('trainer'),
    await api.person('student', { organisationId: api.other.id }),
  ];
  for (const handle of ['ab', 'Mina', 'admin', 'a b', '../api']) {
    const refused = await put(one, { published: true, handle });
    expect([handle, refused.statusCode, Object.keys(refused.json().error.details)]).toEqual([
      handle,
      400,
      ['handle'],
    ]);
  }
  expect((await put(one, { headline: 'x'.repeat(281) })).json().error.details).toHaveProperty('headline');
  expect((await put(one, { headline: '👩‍🚀'.repeat(100) })).json().error.details).toHaveProperty('headline');

  const answers = await Promise.all(
    [one, two, foreigner].map((person) => put(person, { published: true, handle: 'wanted' })),
  );
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409]);
  expect(answers.find(({ statusCode }) => statusCode === 409)!.json().error).toMatchObject({
    code: 'CONFLICT',
    details: { handle: ['is taken'] },
  });
  // What was refused changed nothing.
  expect(await api.owner('public_profiles').where({ handle: 'wanted' })).toHaveLength(1);
});

test('ACC-9: the address proposed is a free one, also when others have the name', async () => {
  for (const handle of ['lin-chen', 'lin-chen-2', 'lin-chen-3']) {
    const person = await api.person('student', {
      name: 'Lin Chen',
      organisationId: handle === 'lin-chen' ? api.other.id : api.demo.id,
    });
    const proposed = dataOf(
      await api.app.inject({ url: '/api/users/profile/public', headers: person.authorization }),
    );
    expect(proposed).toMatchObject({ published: false, handle });
    await put(person, { published: true });
    expect((await seen(handle)).name).toBe('Lin Chen');
  }
});

test('ACC-6: a page of another organisation is read as any, and its person is changed by nobody else', async () => {
  const foreigner = await api.person('student', { organisationId: api.other.id, name: 'Far Away' });
  await publish(foreigner, 'far-away');
  const admin = await api.person('admin');
  expect(
    dataOf(await api.app.inject({ url: '/api/people/far-away', headers: admin.authorization })),
  ).toMatchObject({ name: 'Far Away' });
  await put(admin, { published: true, handle: 'near-by' });
  expect(await api.owner('public_profiles').where({ user_id: foreigner.id })).toMatchObject([
    { handle: 'far-away', organisation_id: api.other.id },
  ]);
});

test('ACC-9: whoever is deactivated has no page until they are active again, and nothing but an address has one', async () => {
  const [admin, leaver] = [await api.person('admin'), await api.person('student')];
  await publish(leaver, 'leaver');
  const change = (payload: object) =>
    api.app.inject({ method: 'PUT', url: `/api/users/${leaver.id}`, headers: admin.authorization, payload });
  expect((await change({ status: 'deactivated' })).statusCode).toBe(200);
  expect(await refusalOf(look('leaver'))).toEqual(await neverThere());
  await change({ status: 'active' });
  expect((await look('leaver')).statusCode).toBe(200);
  for (const odd of ['a', '%25', 'x'.repeat(150), "'; drop table users --", '%F0%9F%98%80'])
    expect(await refusalOf(look(odd))).toEqual(await neverThere());
});

test('ACC-8: an erased person leaves no public profile behind, and the address answers as one that never was', async () => {
  const [superadmin, person] = [await api.person('superadmin'), await api.person('student')];
  await publish(person, 'erased', { headline: 'I was here' });
  const erase = {
    method: 'DELETE' as const,
    url: `/api/users/${person.id}`,
    headers: superadmin.authorization,
    payload: { reason: 'asked' },
  };
  expect((await api.app.inject(erase)).statusCode).toBe(200);
  expect(await refusalOf(look('erased'))).toEqual(await neverThere());
  expect(await api.owner('public_profiles').where({ user_id: person.id })).toEqual([]);
});

test('ACC-9: the picture is public only as long as the profile is', async () => {
  const person = await api.person('student');
  const content = Buffer.from('89504e470d0a1a0a', 'hex');
  await inOrganisation(api.owner, api.demo.id, (trx) =>
    saveUserPicture(trx, person.id, { media_type: 'image/png', content }),
  );
  expect(await refusalOf(look('pictured', '/picture'))).toEqual(await neverThere());
  await publish(person, 'pictured');
  const { picture_url: url } = await seen('pictured');
  const answer = await api.app.inject({ url: url! });
  expect(answer.headers).toMatchObject({
    'content-type': 'image/png',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(answer.rawPayload.equals(content)).toBe(true);
  await put(person, { published: false });
  expect(await refusalOf(look('pictured', '/picture'))).toEqual(await neverThere());

  const without = await api.person('student');
  await publish(without, 'plain');
  expect((await seen('plain')).picture_url).toBeNull();
  expect(await refusalOf(look('plain', '/picture'))).toEqual(await neverThere());
});

test('ACC-12: publishing, moving and taking back are in the audit log, what is written in the profile is not', async () => {
  const person = await api.person('student');
  await put(person, { handle: 'first-idea' });
  await publish(person, 'first-idea');
  await put(person, { headline: 'New words' });
  await publish(person, 'second-idea');
  await put(person, { published: false });
  await put(person, { handle: 'third-idea' });
  const entries = await api
    .owner('audit_entries')
    .where({ subject_id: person.id })
    .orderBy('id')
    .select('action', 'actor_id', 'before', 'after');
  expect(entries.map(({ action }) => action)).toEqual([
    'user.profile_published',
    'user.profile_moved',
    'user.profile_unpublished',
    'user.profile_moved',
  ]);
  expect(entries[1]).toEqual({
    action: 'user.profile_moved',
    actor_id: person.id,
    before: { published: true, handle: 'first-idea' },
    after: { published: true, handle: 'second-idea' },
  });
});

test('ACC-9: a child without an e-mail is published by its parent only, and that is audited as the parent’s; it may take the page back itself', async () => {
  const parent = await api.person('parent');
  const child = await api.person('student', { email: null, name: 'Nico' });
  await api
    .owner('guardianships')
    .insert({ organisation_id: api.demo.id, parent_id: parent.id, child_id: child.id });
  const refused = await put(child, { published: true });
  expect([refused.statusCode, refused.json().error.code]).toEqual([403, 'FORBIDDEN']);
  expect((await look('nico')).statusCode).toBe(404);

  const viewing = await api.app.inject({
    method: 'POST',
    url: `/api/users/children/${child.id}/view-as`,
    headers: parent.authorization,
    payload: {},
  });
  const asChild = {
    ...child,
    authorization: { authorization: `Bearer ${dataOf<{ access: string }>(viewing).access}` },
  };
  await publish(asChild, 'nico');
  expect((await look('nico')).statusCode).toBe(200);
  const [entry] = await api
    .owner('audit_entries')
    .where({ subject_id: child.id, action: 'user.profile_published' });
  expect(entry.actor_id).toBe(parent.id);
  expect((await put(child, { headline: 'Mine' })).statusCode).toBe(403);
  expect((await put(child, { published: false })).statusCode).toBe(200);
  expect((await look('nico')).statusCode).toBe(404);
});

test('ACC-1: whoever has not confirmed their e-mail publishes nothing', async () => {
  const person = await api.person('student', { verified: false });
  const refused = await put(person, { published: true, handle: 'unproved' });
  expect([refused.statusCode, refused.json().error.code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
  expect((await put(person, { published: false, handle: 'unproved' })).statusCode).toBe(200);
  expect((await look('unproved')).statusCode).toBe(404);
});

test('ACC-11: whoever reads public pages without signing in is counted by address', async () => {
  const answer = await look('nobody-at-all');
  expect(answer.headers['x-ratelimit-limit']).toBe(String(api.config.rateLimit.anonymousPerHour));
});
