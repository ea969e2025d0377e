import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createRateLimiter } from './rate-limiter.ts';
import { createTestApp, dataOf, testPassword } from '../testing/app.ts';
import type { TestApp } from '../testing/app.ts';
import type { App } from '../app.ts';

let api: TestApp;
let processes: App[];
beforeAll(async () => {
  api = await createTestApp({ RATE_LIMIT_ANONYMOUS: '100', RATE_LIMIT_SIGNED_IN: '130' });
  processes = [api.app, await api.sibling()];
});
afterAll(() => api.close());

// Not at the turn of the hour: the counts of a test belong to one window.
const headersFrom = (address: string) => ({
  'x-forwarded-for': address,
  'x-forward-secret': api.config.forwardSecret,
});
const ask = (headers: Record<string, string>, index = 0) =>
  processes[index % processes.length]!.inject({ url: '/api/users/profile', headers });

test('ACC-11: two processes together let exactly 100 anonymous requests an hour through, never more', async () => {
  const headers = headersFrom('192.0.2.10');
  const answers = await Promise.all(Array.from({ length: 160 }, (_, index) => ask(headers, index)));
  // What one process still holds of its lease, it gives to whoever asks it.
  for (const process of [0, 1]) {
    do answers.push(await ask(headers, process));
    while (answers.at(-1)!.statusCode === 401);
  }
  const [passed, refused] = [401, 429].map((status) =>
    answers.filter((answer) => answer.statusCode === status),
  );
  expect(passed).toHaveLength(100);
  expect(passed!.length + refused!.length).toBe(answers.length);
  expect(refused![0]!.json().error.code).toBe('RATE_LIMITED');
  expect(Number(refused![0]!.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused![0]!.headers['x-ratelimit-remaining']).toBe('0');
  expect((await ask(headersFrom('192.0.2.11'))).statusCode).toBe(401);
});

test('ACC-11: a person is counted by account, wherever they come from; admins are not counted', async () => {
  const [student, admin] = [await api.person('student'), await api.person('admin')];
  const statuses: number[] = [];
  for (let index = 0; index < 140; index++)
    statuses.push(
      (await ask({ ...headersFrom(`198.51.100.${index}`), ...student.authorization })).statusCode,
    );
  expect(statuses.filter((status) => status === 200)).toHaveLength(130);
  expect(statuses.at(-1)).toBe(429);
  const free = await Promise.all(
    Array.from({ length: 140 }, () => ask({ ...headersFrom('192.0.2.12'), ...admin.authorization })),
  );
  expect(free.every((answer) => answer.statusCode === 200)).toBe(true);
  const reset = Number(free[0]!.headers['x-ratelimit-reset']) - Date.now() / 1000;
  expect([reset > 0, reset <= 3600]).toEqual([true, true]);
  for (const name of ['x-ratelimit-limit', 'x-ratelimit-remaining'])
    expect([name, free[0]!.headers[name]]).toEqual([name, '2147483647']);
});

test('ACC-11: every answer tells the limit, what remains and when it starts anew', async () => {
  const reset = Math.ceil(Date.now() / 3_600_000) * 3600;
  const headers = headersFrom('192.0.2.13');
  for (const url of [
    '/api/users/profile',
    '/api/no-such-thing',
    '/api/auth/verify-email/x',
    '/api/organisations/invitations/x',
  ]) {
    const answer = await api.app.inject({ url, headers });
    expect([
      url,
      answer.headers['x-ratelimit-limit'],
      Number(answer.headers['x-ratelimit-reset']) >= reset,
    ]).toEqual([url, '100', true]);
    expect(Number(answer.headers['x-ratelimit-remaining'])).toBeLessThan(100);
  }
  for (const url of ['/health', '/health/live']) {
    const answer = await api.app.inject({ url, headers });
    expect([url, answer.headers['x-ratelimit-limit'], answer.headers['x-ratelimit-remaining']]).toEqual([
      url,
      '2147483647',
      '2147483647',
    ]);
  }
});

test('ACC-11: a forged client address counts for nothing', async () => {
  const statuses: number[] = [];
  for (let index = 0; index < 101; index++) {
    const answer = await api.app.inject({
      url: '/api/users/profile',
      remoteAddress: '203.0.113.9',
      headers: { 'x-forwarded-for': `10.0.0.${index}`, 'x-forward-secret': 'a guess' },
    });
    statuses.push(answer.statusCode);
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(100);
  expect(statuses.at(-1)).toBe(429);
});

test('health is not counted', async () => {
  const answers = await Promise.all(
    Array.from({ length: 110 }, () =>
      api.app.inject({ url: '/health/live', headers: headersFrom('192.0.2.14') }),
    ),
  );
  expect(answers.every((answer) => answer.statusCode === 200)).toBe(true);
});

test('ACC-11: who asked, and from where, stands nowhere in the clear', async () => {
  const student = await api.person('student', { password: true });
  const headers = headersFrom('192.0.2.15');
  await ask({ ...headers, ...student.authorization });
  await ask(headers);
  for (const url of ['/api/auth/login', '/api/auth/register', '/api/auth/token/refresh'])
    await api.app.inject({ method: 'POST', url, payload: {}, headers });
  const keys = await api.owner('rate_limit_leases').pluck<string[]>('key');
  expect(keys.length).toBeGreaterThan(3);
  expect(keys.filter((key) => !/^[0-9a-f]{64}$/.test(key))).toEqual([]);
});

test('ACC-11: with a high limit leases are larger, and two processes still allow exactly the limit', async () => {
  const limiters = processes.map((each) =>
    createRateLimiter(each.database, { minLease: 20, secret: 'of this test' }),
  );
  let sent = 0;
  const count = () => void (sent += 1);
  for (const each of processes) each.database.on('query', count);
  let allowed = 0;
  const refused = [false, false];
  for (let index = 0; refused.includes(false); index = 1 - index) {
    const state = await limiters[index]!.count('user:busy', 10_000);
    if (state.allowed) allowed += 1;
    else refused[index] = true;
  }
  for (const each of processes) each.database.off('query', count);
  expect(allowed).toBe(10_000);
  expect(sent).toBeLessThan(10_000 / 100);
});

const post = (url: string, payload: object, headers: Record<string, string>) =>
  api.app.inject({ method: 'POST', url, payload, headers });
const signInAs = async (email: string, headers: Record<string, string>) =>
  dataOf<{ refresh: string }>(await post('/api/auth/login', { email, password: testPassword }, headers));

test('K16: a school behind one address signs in and refreshes all day, and what it may ask while signed out stays', async () => {
  const headers = headersFrom('192.0.2.20');
  const pupils = [
    await api.person('student', { password: true }),
    await api.person('student', { password: true }),
  ];
  for (const pupil of pupils) {
    let { refresh } = await signInAs(pupil.email, headers);
    for (let round = 0; round < 60; round++) {
      const answer = await post('/api/auth/token/refresh', { refresh }, headers);
      expect([round, answer.statusCode, answer.headers['x-ratelimit-limit']]).toEqual([round, 200, '130']);
      ({ refresh } = dataOf<{ refresh: string }>(answer));
    }
  }
  const anonymous = await ask(headers);
  expect([anonymous.statusCode, anonymous.headers['x-ratelimit-remaining']]).toEqual([401, '99']);
});

test('K16: refresh tokens that are none count for their address', async () => {
  const headers = headersFrom('192.0.2.21');
  const statuses = [];
  for (let round = 0; round < 101; round++)
    statuses.push((await post('/api/auth/token/refresh', { refresh: `guess ${round}` }, headers)).statusCode);
  expect([statuses.filter((status) => status === 401).length, statuses.at(-1)]).toEqual([100, 429]);
});

test('K16: signing in and registering have limits of their own an address, and use up no other', async () => {
  const strict = await createTestApp({ RATE_LIMIT_SIGN_INS: '3', RATE_LIMIT_REGISTRATIONS: '2' });
  onTestFinished(() => strict.close());
  const send = (url: string, payload: object) =>
    strict.app.inject({ method: 'POST', url, payload, remoteAddress: '198.51.100.3' });
  const statusesOf = async (count: number, one: (index: number) => ReturnType<typeof send>) => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index++) statuses.push((await one(index)).statusCode);
    return statuses;
  };
  const person = await strict.person('student', { password: true });
  const login = { email: person.email, password: testPassword };
  expect(await statusesOf(4, () => send('/api/auth/login', login))).toEqual([200, 200, 200, 429]);
  const newcomer = (index: number) => ({
    email: `n${index}@example.com`,
    password: testPassword,
    name: 'New',
  });
  expect(await statusesOf(3, (index) => send('/api/auth/register', newcomer(index)))).toEqual([
    201, 201, 429,
  ]);
  const elsewhere = await strict.app.inject({
    url: '/api/curriculum/courses',
    remoteAddress: '198.51.100.3',
  });
  expect(Number(elsewhere.headers['x-ratelimit-remaining'])).toBe(100_000 - 1);
});

test('K16: what the site reads of the catalogue is not counted; what somebody asks through it is', async () => {
  const headers = headersFrom('192.0.2.22');
  const limitOf = async (more: Record<string, string>) =>
    (await api.app.inject({ url: '/api/curriculum/courses', headers: { ...headers, ...more } })).headers[
      'x-ratelimit-limit'
    ];
  expect(await limitOf({})).toBe('2147483647');
  expect(await limitOf({ 'x-passed-through': 'yes' })).toBe('100');
  expect(await limitOf({ 'x-forward-secret': 'a guess' })).toBe('100');
});

test('L1: a network of IPv6 is counted as one, for limits and lock-outs', async () => {
  const from = (index: number) => headersFrom(`2001:db8:7:7::${index.toString(16)}`);
  const statuses: number[] = [];
  for (let index = 1; index <= 101; index++) statuses.push((await ask(from(index))).statusCode);
  expect(statuses.at(-1)).toBe(429);
  expect((await ask(headersFrom('2001:db8:7:8::1'))).statusCode).toBe(401);
});
