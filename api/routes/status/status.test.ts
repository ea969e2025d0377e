import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';
import type { Status } from '#api/schemas/status.ts';

let api: TestApp;
let temporal: TestNamespace;
beforeAll(async () => {
  temporal = await createTestNamespace();
  const { address, namespace } = temporal;
  api = await createTestApp({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace });
});
afterAll(async () => {
  await api.close();
  await temporal.close();
});

const statusOf = async ({ app }: Pick<TestApp, 'app'>): Promise<Status> => {
  const answer = await app.inject({ url: '/api/status', headers: { authorization: 'Bearer nonsense' } });
  expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  // Not a word of what it is made of.
  expect(answer.body).not.toMatch(/postgres|temporal|docker|smtp|127\.0|version/i);
  return answer.json<{ data: Status }>().data;
};
const beat = (queue: string, state: object, secondsAgo = 0) =>
  api
    .owner('worker_heartbeats')
    .insert({
      ...{ worker: `${queue}@test`, queue, state: JSON.stringify(state) },
      seen_at: new Date(Date.now() - secondsAgo * 1000),
    })
    .onConflict('worker')
    .merge();
const python = (ready: boolean) => ({ languages: [{ language: 'python', ready, reason: 'no image' }] });
const pythonIn = ({ grading }: Status) => grading.languages.find(({ language }) => language === 'python');

test('OPS-3: with its workers alive everything works, and a language that is not ready waits by itself', async () => {
  await beat('grading', python(true));
  await beat('outward', {});
  const status = await statusOf(api);
  expect(status).toMatchObject({
    sign_in: 'works',
    mail: { state: 'works', since: null },
    live: { state: 'works', since: null },
    grading: { since: null },
  });
  expect(pythonIn(status)).toEqual({ language: 'python', title: 'Python', state: 'works' });
  await beat('grading', python(false));
  expect(pythonIn(await statusOf(api))!.state).toBe('waits');
});

test('OPS-3: grading and mail wait without a worker, and it is told since when', async () => {
  await beat('grading', python(true), 120);
  await beat('outward', {}, 240);
  const status = await statusOf(api);
  expect(pythonIn(status)!.state).toBe('waits');
  const secondsSince = (since: string | null) => (Date.now() - Date.parse(since!)) / 1000;
  expect(secondsSince(status.grading.since)).toBeCloseTo(120, -1);
  expect(status.mail.state).toBe('waits');
  expect(secondsSince(status.mail.since)).toBeCloseTo(240, -1);
});

test('OPS-3: mails wait since the first that the mail server did not take, of whatever organisation; one for a person to look at does not count', async () => {
  await beat('outward', {});
  const insert = async (minutes: number, row: object) => {
    const id = randomUUID();
    await api.owner('processes').insert({
      ...{ workflow_id: `send-mail:${id}`, organisation_id: api.other.id, kind: 'send-mail', row_id: id },
      ...{ state: 'queued', input: '{}', started_at: new Date(Date.now() - minutes * 60_000) },
      ...row,
    });
  };
  await insert(60, { fault_count: 3, needs_person: true });
  await insert(50, {});
  expect((await statusOf(api)).mail).toEqual({ state: 'works', since: null });
  await insert(20, { fault_count: 2 });
  const { mail } = await statusOf(api);
  expect(mail.state).toBe('waits');
  expect((Date.now() - Date.parse(mail.since!)) / 60_000).toBeCloseTo(20, 0);
  await api.owner('processes').del();
});

test('OPS-3: while nothing drives the processes, everything that is one waits, and signing in works', async () => {
  await beat('grading', python(true));
  await beat('outward', {});
  const alone = await createTestApp();
  await alone.owner('worker_heartbeats').insert([
    { worker: 'grading@test', queue: 'grading', state: JSON.stringify(python(true)) },
    { worker: 'outward@test', queue: 'outward', state: '{}' },
  ]);
  const status = await statusOf(alone);
  expect([status.sign_in, status.mail.state, pythonIn(status)!.state]).toEqual(['works', 'waits', 'waits']);
  await alone.close();
});

test('OPS-3: without the database nothing works, and that is still told', async () => {
  const lost = await createTestApp();
  lost.app.watchChanges(['run:none'], () => undefined);
  await lost.database.drop();
  const status = await statusOf(lost);
  expect([status.sign_in, status.mail.state, status.live.state]).toEqual(['away', 'away', 'away']);
  expect(new Set(status.grading.languages.map(({ state }) => state))).toEqual(new Set(['away']));
  await lost.close();
});

test('OPS-3: live updates are away from the moment their connection breaks until it is back', async () => {
  api.app.watchChanges(['run:none'], () => undefined);
  const listeners = () =>
    api
      .owner('pg_stat_activity')
      .where({ application_name: 'waymark-listen-changes', datname: api.owner.raw('current_database()') });
  await expect.poll(async () => (await listeners()).length).toBe(1);
  await api
    .owner('pg_stat_activity')
    .where({ application_name: 'waymark-listen-changes', datname: api.owner.raw('current_database()') })
    .select(api.owner.raw('pg_terminate_backend(pid)'));
  await expect
    .poll(async () => (await statusOf(api)).live.since, { interval: 10 })
    .toEqual(expect.any(String));
  await expect
    .poll(async () => (await statusOf(api)).live, { timeout: 10_000 })
    .toEqual({
      state: 'works',
      since: null,
    });
});
