import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Type } from 'typebox';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Knex } from 'knex';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from '#models/database/knex.ts';
import { callOutside, isPassing, ProviderBusy, ProviderOutage, retryAfterOf } from './call-outside.ts';
import { shareLimit } from './shared-limit.ts';
import type { CallLimit, SharedLimit } from './shared-limit.ts';

let database: TestDatabase;
let owner: Knex;
/** As two workers on two machines have them. */
let workers: [Knex, Knex];
let asked: number;
let answer: { status: number; headers?: Record<string, string>; body?: string };
/** The provider's comments: it keeps no keys, and a client finds its own by the marker in the text. */
let comments: { id: number; text: string }[];
/** It posts and then the line is cut, so that nobody hears its answer. */
let losesAnswers: boolean;
const provider = createServer((request, response) => {
  asked += 1;
  if (request.method === 'POST') {
    void text(request).then((written) => {
      comments.push({ id: comments.length + 1, text: written });
      if (losesAnswers) request.socket.destroy();
      else response.end(JSON.stringify(comments.at(-1)));
    });
    return;
  }
  if (request.url === '/comments' && answer.body === undefined) {
    response.writeHead(answer.status, answer.headers).end(JSON.stringify(comments));
    return;
  }
  response.writeHead(answer.status, answer.headers).end(answer.body ?? '{"ok":true}');
});

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl);
  workers = [openDatabase(database.applicationUrl), openDatabase(database.applicationUrl)];
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', () => resolve()));
});
afterAll(async () => {
  provider.close();
  await Promise.all([owner.destroy(), ...workers.map((worker) => worker.destroy())]);
  await database.drop();
});
beforeEach(async () => {
  await owner('provider_limits').del();
  asked = 0;
  answer = { status: 200 };
  comments = [];
  losesAnswers = false;
});

const plenty = { account: 'plenty', perMinute: 10_000, atOnce: 1_000 };
const limitsOf = (limit: CallLimit) =>
  workers.map((worker) => shareLimit(worker, limit)) as [SharedLimit, SharedLimit];

/** Lets time pass for the limits, which go by the database's clock. */
const pass = (seconds: number) =>
  owner.raw(
    `update provider_limits set next_call_at = next_call_at - :by::interval, closed_until = closed_until - :by::interval, next_turn_at = next_turn_at - :by::interval`,
    { by: `${seconds} seconds` },
  );

/** Asks the provider as a client's library does: what it answers below 300, else thrown with status and headers. */
async function request(path: string, body?: string): Promise<unknown> {
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}${path}`;
  const response = await fetch(url, body === undefined ? {} : { method: 'POST', body });
  if (response.ok) return response.json();
  const { status, headers } = response;
  throw Object.assign(new Error(`answered ${status}`), { status, headers });
}

/** One call by an activity of a worker, as a client makes it whose library throws its answers. */
const call = (limit: SharedLimit) =>
  new MockActivityEnvironment().run(() =>
    callOutside({
      step: 'ask',
      limit,
      schema: Type.Object({ ok: Type.Boolean() }),
      longestBytes: 1_000,
      send: () => request('/'),
    }),
  );
/** A comment that may be there already, from an activity's nth try; each process writes its own. */
const comment = (limit: SharedLimit, attempt: number, workflowId = 'review-code:1') =>
  new MockActivityEnvironment({ attempt, workflowExecution: { workflowId, runId: 'run' } }).run(() =>
    callOutside({
      ...{ step: 'comment', limit, longestBytes: 1_000 },
      schema: Type.Object({ id: Type.Integer() }),
      send: (key) => request('/comments', `Well done. <!-- ${key} -->`),
      findEarlier: async (key) => {
        const found = (await request('/comments')) as typeof comments;
        return found.find((one) => one.text.includes(`<!-- ${key} -->`));
      },
    }),
  );
/** The same, for what else libraries throw. */
const failing = (limit: SharedLimit, thrown: object) =>
  new MockActivityEnvironment().run(() =>
    callOutside({
      ...{ step: 'ask', limit, schema: Type.Object({}), longestBytes: 1_000 },
      send: () =>
        Promise.reject(thrown instanceof Error ? thrown : Object.assign(new Error('refused'), thrown)),
    }),
  );

test('B4: two workers together never ask more often in any minute than the account may, and use what it may', async () => {
  const limit = { account: 'stripe', perMinute: 30, atOnce: 10 };
  const shared = limitsOf(limit);
  const admitted: number[] = [];
  const began = performance.now();
  let passed = 0;
  const at = () => passed + (performance.now() - began) / 1000;
  while (passed < 200) {
    const before = at();
    const turns = await Promise.all([...shared, ...shared].map((each) => each.take(true)));
    // Counted as early as it can have been, so that no window is taken for wider than it was.
    for (const turn of turns) if (turn === 0) admitted.push(before);
    // A quiet minute, after which as many as may be go at once.
    const step = passed === 100 ? 60 : 0.5;
    await pass(step);
    passed += step;
  }
  const windows = admitted.map(
    (start) => admitted.filter((time) => time >= start && time < start + 59.9).length,
  );
  expect(Math.max(...windows)).toBeLessThanOrEqual(limit.perMinute);
  expect(Math.max(...windows)).toBeGreaterThanOrEqual(limit.perMinute - 2);
});

test('B4: of two workers that ask at the same moment for the last call one gets it', async () => {
  const shared = limitsOf({ account: 'slack', perMinute: 2, atOnce: 1 });
  await owner('provider_limits').insert({ account: 'slack' });
  const barrier = await owner.transaction();
  await barrier('provider_limits').where({ account: 'slack' }).forUpdate();
  const turns = shared.map((each) => each.take(true));
  const waiting = async () =>
    (
      await owner.raw<{ rows: object[] }>(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).rows.length;
  await expect.poll(waiting).toBe(2);
  await barrier.commit();
  const [first, second] = (await Promise.all(turns)).sort((one, other) => one - other);
  expect(first).toBe(0);
  expect(second).toBeGreaterThan(29);
});

test('B4: who has to wait is given a turn of their own, and who keeps it is let through', async () => {
  const shared = limitsOf({ account: 'mail', perMinute: 60, atOnce: 1 });
  const ask = (worker: number) => shared[worker % 2]!.take(true);
  expect(await ask(0)).toBe(0);
  const turns: number[] = [];
  for (let waiting = 0; waiting < 6; waiting++) turns.push(await ask(waiting));
  const gaps = turns.slice(1).map((turn, index) => turn - turns[index]!);
  for (const gap of gaps) expect(Math.abs(gap - 1)).toBeLessThan(0.2);
  for (let waiting = 0; waiting < 6; waiting++) {
    await pass(1);
    expect(await ask(waiting)).toBe(0);
  }
});

test('B4: whoever comes anew stands behind those who were told their turn', async () => {
  const [one, other] = limitsOf({ account: 'mail', perMinute: 60, atOnce: 1 });
  expect(await one.take(false)).toBe(0);
  expect(await one.take(false)).toBeGreaterThan(0.8);
  expect(await one.take(false)).toBeGreaterThan(1.8);
  await pass(1);
  // A call may be made, but it is the first waiting one's.
  expect(await other.take(false)).toBeGreaterThan(1.8);
  expect(await one.take(true)).toBe(0);
  await pass(10);
  expect(await other.take(false)).toBe(0);
});

test('B4: a 429 that one worker gets holds for all until the time that the provider named; nobody asks meanwhile', async () => {
  const [one, other] = limitsOf(plenty);
  answer = { status: 429, headers: { 'retry-after': '7' } };
  const refused = await call(one).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ProviderBusy);
  expect((refused as ProviderBusy).retryAfterSeconds).toBe(7);
  const delayed = (await call(other).catch((error: unknown) => error)) as ProviderBusy;
  expect(delayed).toBeInstanceOf(ProviderBusy);
  expect(delayed.retryAfterSeconds).toBeGreaterThan(6);
  expect(delayed.retryAfterSeconds).toBeLessThanOrEqual(7.1);
  expect(isPassing(delayed)).toBe(true);
  expect(asked).toBe(1);
  answer = { status: 200 };
  await pass(7.2);
  expect(await call(other)).toEqual({ ok: true });
  expect(await call(one)).toEqual({ ok: true });
  // An earlier end that somebody else is told of does not shorten it.
  await one.close(60);
  await other.close(1);
  expect(await one.take(true)).toBeGreaterThan(50);
  // One account's limit is nobody else's.
  expect(await call(limitsOf({ ...plenty, account: 'github' })[0])).toEqual({ ok: true });
});

test('B4: when a provider wants to be asked again is read from what its library throws', async () => {
  const date = new Date(Date.now() + 90_000).toUTCString();
  const said: [object, number | null][] = [
    [{ status: 429, headers: { 'retry-after': '12' } }, 12],
    [{ status: 503, headers: new Headers({ 'Retry-After': '5' }) }, 5],
    [{ status: 429, response: { headers: { 'retry-after': 3 } } }, 3],
    [{ code: 'slack_webapi_rate_limited_error', retryAfter: 30 }, 30],
    [{ status: 429, headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' } }, 0],
    [{ status: 429, headers: { 'retry-after': 'soon' } }, null],
    [{ status: 429, headers: {} }, null],
    [{ status: 429 }, null],
    [{ cause: Object.assign(new Error('inner'), { headers: { 'retry-after': '4' } }) }, 4],
  ];
  for (const [error, seconds] of said)
    expect([error, retryAfterOf(Object.assign(new Error('refused'), error))]).toEqual([error, seconds]);
  const dated = retryAfterOf(Object.assign(new Error('refused'), { headers: { 'retry-after': date } }));
  expect(dated).toBeGreaterThan(85);
  expect(dated).toBeLessThanOrEqual(90);
  const [limit, other] = limitsOf(plenty);
  // Too often, without a word of when: all wait half a minute.
  expect(await failing(limit, { statusCode: 429 }).catch((error: unknown) => error)).toMatchObject({
    ...{ name: 'ProviderBusy', retryAfterSeconds: 30 },
  });
  expect(await other.take(true)).toBeGreaterThan(25);
});

test('B4: a client may say itself how long, and no provider sends anybody away for longer than an hour or for no time at all', async () => {
  const [limit, other] = limitsOf(plenty);
  const answers: [object, number][] = [
    [new ProviderOutage('GitHub: 403', { retryAfterSeconds: 90 }), 90],
    [{ status: 429, headers: { 'retry-after': '0' } }, 1],
    [{ status: 503, headers: { 'retry-after': '315360000' } }, 3_600],
  ];
  for (const [thrown, seconds] of answers) {
    const busy = await failing(limit, thrown).catch((error: unknown) => error);
    expect(busy).toMatchObject({ name: 'ProviderBusy', retryAfterSeconds: seconds });
    const turn = await other.take(true);
    expect(turn).toBeGreaterThan(seconds - 1);
    expect(turn).toBeLessThanOrEqual(seconds);
    await owner('provider_limits').del();
  }
});

test('B4: a provider that is away for other reasons closes nothing, and what it refuses for good is passed on', async () => {
  const [limit, other] = limitsOf(plenty);
  answer = { status: 503 };
  const away = await call(limit).catch((error: unknown) => error);
  expect(away).toBeInstanceOf(ProviderOutage);
  expect(away).not.toBeInstanceOf(ProviderBusy);
  await expect(failing(limit, { status: 402 })).rejects.toMatchObject({ status: 402 });
  expect(await other.take(true)).toBe(0);
  answer = { status: 200, body: '{"ok":true,"more":1}' };
  expect(await call(limit)).toEqual({ ok: true });
  answer = { status: 200, body: JSON.stringify({ ok: true, more: 'x'.repeat(2_000) }) };
  await expect(call(limit)).rejects.toMatchObject({ name: 'UnexpectedAnswer' });
});

test('B4: a call whose answer was lost is found at the next try and not sent again, also when the step was told to begin anew; one that is not there is sent', async () => {
  const [limit, other] = limitsOf(plenty);
  losesAnswers = true;
  await expect(comment(limit, 1)).rejects.toBeInstanceOf(ProviderOutage);
  losesAnswers = false;
  expect(comments).toHaveLength(1);
  expect(await comment(other, 2)).toEqual({ id: 1 });
  expect(await comment(other, 1)).toEqual({ id: 1 });
  expect(comments).toEqual([{ id: 1, text: 'Well done. <!-- review-code:1/comment -->' }]);
  // Another process's comment is nobody's answer.
  expect(await comment(limit, 2, 'review-code:2')).toEqual({ id: 2 });
});

test('B4: looking for an earlier call is held to the answer’s schema, its bound and the limit, and takes nobody’s turn twice', async () => {
  const [limit, other] = limitsOf(plenty);
  const found = (first: object) => {
    answer.body = JSON.stringify([{ text: '<!-- review-code:1/comment -->', ...first }]);
    return comment(limit, 2).catch((error: unknown) => error);
  };
  expect(await found({ id: 'one' })).toMatchObject({ name: 'UnexpectedAnswer' });
  expect(await found({ id: 1, more: 'x'.repeat(2_000) })).toMatchObject({ name: 'UnexpectedAnswer' });
  expect(await found({ id: 1, more: 'x' })).toEqual({ id: 1 });
  answer = { status: 429, headers: { 'retry-after': '7' } };
  expect(await comment(limit, 2).catch((error: unknown) => error)).toBeInstanceOf(ProviderBusy);
  expect(await other.take(true)).toBeGreaterThan(6);
  // What cannot be looked for is not sent.
  expect(comments).toEqual([]);
  answer = { status: 200 };
  const [narrow] = limitsOf({ account: 'github', perMinute: 1, atOnce: 1 });
  expect(await comment(narrow, 2)).toEqual({ id: 1 });
});

test('B4: a limit is declared as one that can be kept, and no role but its functions reads or writes it', async () => {
  for (const [perMinute, atOnce] of [
    [0, 0],
    [10, 0],
    [10, 11],
    [Number.NaN, 1],
  ] as const)
    expect(() => shareLimit(workers[0], { account: 'a', perMinute, atOnce })).toThrow(RangeError);
  const [worker] = workers;
  await expect(worker('provider_limits').select('*')).rejects.toThrow(/permission denied/);
  await expect(worker('provider_limits').update({ closed_until: new Date(0) })).rejects.toThrow(
    /permission denied/,
  );
});
