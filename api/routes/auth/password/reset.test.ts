import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, testPassword } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';
import { mailedSecret } from '#api/testing/mailed-secret.ts';
import { untilWaiting } from '#api/testing/until-waiting.ts';

let api: TestApp;
beforeAll(async () => void (api = await createTestApp()));
afterAll(() => api.close());

const post = (url: string, payload: object) => api.app.inject({ method: 'POST', url, payload });
const ask = (email: string) => post('/api/auth/password/reset', { email });
const confirm = (token: string, password: string) =>
  post('/api/auth/password/reset/confirm', { token, password });
const logIn = (email: string, password: string) => post('/api/auth/login', { email, password });

test('ACC-3: a mailed link sets a new password once, and signs the person out everywhere', async () => {
  const person = await api.person('student', { password: true, verified: false });
  await ask(person.email);
  const token = await mailedSecret(api, 'reset_password', person.email);
  expect((await confirm(token, 'bluewh')).json().error.details.password).toEqual([
    'must have at least 8 characters',
  ]);
  const asked = await api.owner.transaction(async (blocker) => {
    await blocker('mailed_tokens').where({ user_id: person.id }).forUpdate().select('purpose');
    const both = Promise.all([confirm(token, 'blue-whale-in-orbit'), confirm(token, 'blue-whale-in-orbit')]);
    await untilWaiting(api.owner, 2);
    return { both };
  });
  expect((await asked.both).map((answer) => answer.statusCode).sort()).toEqual([200, 410]);
  expect((await logIn(person.email, testPassword)).statusCode).toBe(401);
  const signedIn = await logIn(person.email, 'blue-whale-in-orbit');
  expect(signedIn.json().data.user.email_verified).toBe(true);
  expect(
    (await api.app.inject({ url: '/api/users/profile', headers: person.authorization })).statusCode,
  ).toBe(401);
});

test('ACC-3: a reset link works for an hour', async () => {
  const person = await api.person('student', { password: true });
  await ask(person.email);
  const token = await mailedSecret(api, 'reset_password', person.email);
  const [row] = await api
    .owner('mailed_tokens')
    .where({ user_id: person.id })
    .select(api.owner.raw('extract(epoch from expires_at - created_at)::int as life'));
  expect(row.life).toBe(3600);
  await api
    .owner('mailed_tokens')
    .where({ user_id: person.id })
    .update({ expires_at: new Date(Date.now() - 1000) });
  expect((await confirm(token, 'blue-whale-in-orbit')).json().error.code).toBe('GONE');
});

test('ACC-3, M8: known and unknown e-mails get the same answer after the same work, and nothing is left for afterwards', async () => {
  // Time is not measured here (machines are noisy): what is done is compared instead.
  const stepsOf = async (email: string) => {
    const tables: string[] = [];
    const note = ({ sql }: { sql: string }) =>
      tables.push(/into (\w+)|into "(\w+)"/.exec(sql)?.slice(1).find(Boolean) ?? 'another statement');
    api.app.database.on('query', note);
    const answer = await ask(email);
    api.app.database.off('query', note);
    return { code: answer.statusCode, body: answer.body, steps: tables };
  };
  const person = await api.person('student', { password: true });
  await stepsOf('warm-up@example.com');
  const known = await stepsOf(person.email);
  const unknown = await stepsOf('nobody@example.com');
  expect(known.code).toBe(200);
  expect([unknown.code, unknown.body]).toEqual([known.code, known.body]);
  const written = (steps: string[]) =>
    steps.filter((step) => step !== 'another statement' && step !== 'process_events');
  expect(written(known.steps)).toEqual(['mailed_tokens', 'mails', 'processes', 'outbox']);
  expect(written(unknown.steps)).toEqual(written(known.steps));
  expect(Math.abs(known.steps.length - unknown.steps.length)).toBeLessThanOrEqual(1);
  expect(await mailedSecret(api, 'reset_password', person.email)).toBeTruthy();
});

test('A23: no transaction is open while a password is hashed', async () => {
  const person = await api.person('student', { password: true });
  await ask(person.email);
  const token = await mailedSecret(api, 'reset_password', person.email);
  const { hash } = api.app.passwords;
  const open: number[] = [];
  api.app.passwords.hash = async (password) => {
    const { pool } = api.app.database.client as { pool: { numUsed(): number } };
    open.push(pool.numUsed());
    return hash(password);
  };
  expect((await confirm(token, 'blue-whale-in-orbit')).statusCode).toBe(200);
  api.app.passwords.hash = hash;
  expect(open).toEqual([0]);
});

test('ACC-3: a new password opens a locked account', async () => {
  const person = await api.person('student', { password: true });
  for (let guess = 0; guess < 5; guess++) await logIn(person.email, 'wrong');
  expect((await logIn(person.email, testPassword)).statusCode).toBe(429);
  await ask(person.email);
  await confirm(await mailedSecret(api, 'reset_password', person.email), 'blue-whale-in-orbit');
  expect((await logIn(person.email, 'blue-whale-in-orbit')).statusCode).toBe(200);
});
