import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { signUnsubscription } from '#domain/notifications/unsubscribe-token.ts';
import { roles } from '#domain/permissions.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { beginNotification } from '#models/processes/notify.ts';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { watchEvents } from '#api/testing/watch-events.ts';

let api: TestApp;
let ada: TestPerson;
let trainer: TestPerson;
let base: string;
let told = 0;

type Listed = {
  count: number;
  unread: number;
  results: { id: string; kind: string; parameters: { excerpt: string }; read_at: string | null }[];
};

beforeAll(async () => {
  api = await createTestApp();
  base = await api.app.listen({ port: 0, host: '127.0.0.1' });
  trainer = await api.person('trainer', { name: 'Theo Trainer' });
});
afterAll(() => api.close());
beforeEach(async () => {
  ada = await api.person('student', { name: 'Ada' });
});

/** Tells somebody something, as far as their panel. @returns its id */
async function tell(person: TestPerson, excerpt = `number ${(told += 1)}`): Promise<string> {
  const { organisationId, id: userId } = person;
  const key = `comment:${(told += 1)}` as const;
  await inOrganisation(api.owner, organisationId, (trx) =>
    beginNotification(trx, {
      ...{ organisationId, userId, actorId: trainer.id, kind: 'comment', key },
      parameters: { submission_id: trainer.id, exercise_title: 'Sum', excerpt },
    }),
  );
  const { id } = await api.owner('notifications').where({ key }).first();
  const shown = { status: 'shown', visible_at: api.owner.raw('clock_timestamp()') };
  await api.owner('notifications').where({ id }).update(shown);
  return id;
}

const ask = (person: TestPerson | null, method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) =>
  api.app.inject({
    ...{ method, url: `/api/notifications${path}`, headers: person?.authorization ?? {} },
    ...(payload && { payload }),
  });
const list = async (person: TestPerson, query = ''): Promise<Listed> =>
  dataOf<Listed>(await ask(person, 'GET', query));
const idsOf = ({ results }: Listed) => results.map(({ id }) => id);

test('COM-4: what one was told is listed page by page, newest first, with who caused it and how much is unread', async () => {
  const ids = [await tell(ada), await tell(ada), await tell(ada, 'Look at the last line.')].reverse();
  const first = await list(ada, '?page_size=2');
  expect(first).toMatchObject({ count: 3, unread: 3, previous: null });
  expect(first.results[0]).toMatchObject({
    kind: 'comment',
    parameters: { exercise_title: 'Sum', excerpt: 'Look at the last line.' },
    actor: { id: trainer.id, name: 'Theo Trainer', picture_url: null },
    read_at: null,
  });
  expect([...idsOf(first), ...idsOf(await list(ada, '?page=2&page_size=2'))]).toEqual(ids);
});

test('COM-4: what is not in the panel yet, or not wanted there, is not listed', async () => {
  const wish = { organisationId: ada.organisationId, userId: ada.id, actorId: null };
  await inOrganisation(api.owner, ada.organisationId, (trx) =>
    beginNotification(trx, {
      ...wish,
      kind: 'due_soon',
      key: 'due_soon:hidden',
      parameters: { exercise_slug: 'sum', exercise_title: 'Sum', due_at: new Date().toISOString() },
    }),
  );
  const { id } = await api.owner('notifications').where({ user_id: ada.id }).first();
  expect(await list(ada)).toMatchObject({ count: 0, unread: 0 });
  expect((await ask(ada, 'POST', `/${id}/read`)).statusCode).toBe(404);
});

test('COM-4: some are read, or one, or all that came until a time; what came since stays unread', async () => {
  const [one, two, three] = [await tell(ada), await tell(ada), await tell(ada)];
  expect(dataOf(await ask(ada, 'POST', '/read', { ids: [one] }))).toEqual({ unread: 2 });
  expect(idsOf(await list(ada, '?unread=true'))).toEqual([three, two]);
  expect(dataOf(await ask(ada, 'POST', `/${two}/read`))).toEqual({ unread: 1 });
  const until = new Date().toISOString();
  await expect.poll(() => new Date().toISOString() > until).toBe(true);
  const later = await tell(ada);
  expect(dataOf(await ask(ada, 'POST', '/read', { until }))).toEqual({ unread: 1 });
  expect(idsOf(await list(ada, '?unread=true'))).toEqual([later]);
  const { read_at: at } = await api.owner('notifications').where({ id: one }).first();
  expect(dataOf(await ask(ada, 'POST', '/read', { ids: [one] }))).toEqual({ unread: 1 });
  expect((await api.owner('notifications').where({ id: one }).first()).read_at).toEqual(at);
  for (const body of [{}, { ids: [one], until }, { ids: [] }, { ids: ['x'] }, { until: 'today' }])
    expect((await ask(ada, 'POST', '/read', body)).statusCode, JSON.stringify(body)).toBe(400);
});

test('ACC-5, ACC-6: nobody sees or reads what another was told, whatever their role or organisation', async () => {
  const id = await tell(ada);
  const others = await Promise.all([
    ...roles.map((role) => api.person(role)),
    ...roles.map((role) => api.person(role, { organisationId: api.other.id })),
  ]);
  for (const other of others) {
    expect(await list(other)).toMatchObject({ count: 0, unread: 0, results: [] });
    expect((await ask(other, 'POST', `/${id}/read`)).statusCode).toBe(404);
    expect(dataOf(await ask(other, 'POST', '/read', { ids: [id] }))).toEqual({ unread: 0 });
    expect(dataOf(await ask(other, 'POST', '/read', { until: '2999-01-01T00:00:00Z' }))).toEqual({
      unread: 0,
    });
  }
  expect(await list(ada)).toMatchObject({ count: 1, unread: 1 });
});

test('COM-4: a stream tells how much is unread within a second, of oneself only', async () => {
  const stream = await watchEvents(base, 'notifications', { person: ada });
  const unread = () =>
    stream.events.filter(({ event }) => event === 'notifications').map(({ data }) => data.unread);
  await expect.poll(unread).toEqual([0]);
  await tell(trainer);
  const id = await tell(ada);
  await expect.poll(unread, { timeout: 1_000 }).toEqual([0, 1]);
  await ask(ada, 'POST', `/${id}/read`);
  await expect.poll(unread, { timeout: 1_000 }).toEqual([0, 1, 0]);
  await stream.leave();
  const named = await api.app.inject({
    url: `/api/events?topics=notifications:${ada.id}`,
    headers: trainer.authorization,
  });
  expect(named.statusCode).toBe(400);
});

test('COM-4: how one is told is what the kind says until one chooses, for the kinds that one’s role can be told of', async () => {
  const kinds = async (person: TestPerson) =>
    dataOf<{ preferences: { kind: string; panel: boolean; mail: boolean }[] }>(
      await ask(person, 'GET', '/preferences'),
    ).preferences;
  expect((await kinds(ada)).map(({ kind }) => kind)).toEqual(['comment', 'override', 'regrade', 'due_soon']);
  expect((await kinds(trainer)).map(({ kind }) => kind)).toEqual(['comment']);
  expect((await kinds(await api.person('admin'))).map(({ kind }) => kind)).toEqual(['comment', 'process']);
  expect(await kinds(ada)).toContainEqual({ kind: 'comment', panel: true, mail: true });
  const saved = await ask(ada, 'PUT', '/preferences', {
    preferences: [{ kind: 'comment', panel: true, mail: false }],
  });
  expect(saved.statusCode).toBe(200);
  expect(await kinds(ada)).toContainEqual({ kind: 'comment', panel: true, mail: false });
  expect(await kinds(ada)).toContainEqual({ kind: 'due_soon', panel: true, mail: true });
  expect(await kinds(trainer)).toEqual([{ kind: 'comment', panel: true, mail: true }]);
  const twice = [true, false].map((mail) => ({ kind: 'override', panel: true, mail }));
  expect((await ask(ada, 'PUT', '/preferences', { preferences: twice })).statusCode).toBe(200);
  expect(await kinds(ada)).toContainEqual({ kind: 'override', panel: true, mail: false });
  const wrong = { preferences: [{ kind: 'weather', panel: true, mail: true }] };
  expect((await ask(ada, 'PUT', '/preferences', wrong)).statusCode).toBe(400);
});

const linkOf = (person: TestPerson, key = api.config.mailKey) =>
  signUnsubscription({ organisationId: person.organisationId, userId: person.id, kind: 'comment' }, key);
const mailWanted = async (person: TestPerson) =>
  (
    await api
      .owner('notification_preferences')
      .where({ user_id: person.id, kind: 'comment', channel: 'mail' })
      .first()
  )?.wanted;

test('COM-4: the link in a mail ends mails of its kind without signing in, only by a POST, however often', async () => {
  const token = linkOf(ada);
  const look = await ask(null, 'GET', `/unsubscribe/${token}`);
  expect(dataOf(look)).toEqual({ kind: 'comment', mail: true });
  expect(await mailWanted(ada)).toBeUndefined();
  // As mail programs send it (RFC 8058).
  for (const headers of [
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data; boundary=x' },
  ]) {
    const ended = await api.app.inject({
      ...{ method: 'POST', url: `/api/notifications/unsubscribe/${token}`, headers },
      payload: 'List-Unsubscribe=One-Click',
    });
    expect(ended.statusCode, ended.body).toBe(200);
  }
  expect((await ask(null, 'POST', `/unsubscribe/${token}`)).statusCode).toBe(200);
  expect(await mailWanted(ada)).toBe(false);
  expect(dataOf(await ask(null, 'GET', `/unsubscribe/${token}`))).toEqual({ kind: 'comment', mail: false });
  expect(await mailWanted(trainer)).toBeUndefined();
});

test('COM-4: a browser that follows the programs’ address is shown the page that asks first', async () => {
  const token = linkOf(ada);
  const shown = await api.app.inject({
    url: `/api/notifications/unsubscribe/${token}`,
    headers: { accept: 'text/html,*/*' },
  });
  expect([shown.statusCode, shown.headers.location]).toEqual([
    303,
    `${api.config.siteUrl}/unsubscribe/${token}`,
  ]);
  expect(await mailWanted(ada)).toBeUndefined();
});

test('COM-4: a link that was changed, was made with another key or belongs to who has left ends nothing', async () => {
  const token = linkOf(ada);
  const tampered = `${token.slice(0, -1)}${token.endsWith('A') ? 'E' : 'A'}`;
  for (const wrong of [tampered, linkOf(ada, 'another key'), 'A'.repeat(100)]) {
    expect((await ask(null, 'POST', `/unsubscribe/${wrong}`)).statusCode).toBe(404);
    expect((await ask(null, 'GET', `/unsubscribe/${wrong}`)).statusCode).toBe(404);
  }
  await api.owner('memberships').where({ user_id: ada.id }).update({ status: 'left' });
  expect((await ask(null, 'POST', `/unsubscribe/${token}`)).statusCode).toBe(404);
  expect(await mailWanted(ada)).toBeUndefined();
});
