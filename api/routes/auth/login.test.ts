import { pbkdf2Sync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '#api/app.ts';
import { createTestApp, testPassword } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';

let api: TestApp;
let sibling: App;
beforeAll(async () => {
  api = await createTestApp({ LOCK_OUT_ADDRESS_FAILURES: '12' });
  sibling = await api.sibling();
});
afterAll(() => api.close());

let lastAddress = 1;
/** Each test comes from an address of its own, as the site would forward it. */
const newAddress = () => `192.0.2.${++lastAddress}`;
const logIn = (email: string, password: string, address: string, app = api.app) =>
  app.inject({
    method: 'POST',
    url: '/api/auth/login',
    payload: { email, password },
    headers: { 'x-forwarded-for': address, 'x-forward-secret': api.config.forwardSecret },
  });
const codes = (answers: { statusCode: number }[]) => answers.map((answer) => answer.statusCode).sort();

test('signing in answers a pair of tokens and who one is', async () => {
  const { email, id } = await api.person('trainer', { password: true });
  const answer = await logIn(email.toUpperCase(), testPassword, newAddress());
  expect(answer.json()).toMatchObject({
    status: 'success',
    data: {
      access: expect.any(String),
      refresh: expect.any(String),
      user: {
        id,
        email,
        role: 'trainer',
        track: null,
        name: 'Test trainer',
        organisation_id: api.demo.id,
        email_verified: true,
      },
    },
  });
});

test('a wrong password and an unknown e-mail get the same answer', async () => {
  const { email } = await api.person('student', { password: true });
  const address = newAddress();
  const strip = (answer: { json(): { error: { request_id: string } } }) => ({
    ...answer.json().error,
    request_id: '',
  });
  const [wrong, unknown] = [
    await logIn(email, 'not my password', address),
    await logIn('nobody@example.com', 'not my password', address),
  ];
  expect(wrong.statusCode).toBe(401);
  expect(strip(wrong)).toEqual(strip(unknown));
});

test('ACC-11: of many guesses at once through two processes, exactly five are judged; then also the right password must wait', async () => {
  const { email } = await api.person('student', { password: true });
  const guesses = Array.from({ length: 16 }, (_, index) =>
    logIn(email, `guess ${index}`, newAddress(), index % 2 ? sibling : api.app),
  );
  expect(codes(await Promise.all(guesses))).toEqual([...Array(5).fill(401), ...Array(11).fill(429)]);
  const right = await logIn(email, testPassword, newAddress(), sibling);
  expect(right.json().error.code).toBe('RATE_LIMITED');
  expect(Number(right.headers['retry-after'])).toBeGreaterThan(14 * 60);
});

test('ACC-11: an unknown account locks like a known one', async () => {
  const answers = [];
  for (let guess = 0; guess < 6; guess++)
    answers.push(await logIn('ghost@example.com', 'a guess', newAddress()));
  expect(codes(answers)).toEqual([401, 401, 401, 401, 401, 429]);
});

test('ACC-11: the lock ends by itself, and signing in forgets earlier failures', async () => {
  const { email } = await api.person('student', { password: true });
  for (let guess = 0; guess < 5; guess++) await logIn(email, 'wrong', newAddress());
  expect((await logIn(email, testPassword, newAddress())).statusCode).toBe(429);
  await api
    .owner('sign_in_failures')
    .whereNotNull('locked_until')
    .update({ locked_until: new Date(Date.now() - 1000) });
  for (let round = 0; round < 3; round++) {
    for (let guess = 0; guess < 4; guess++)
      expect((await logIn(email, 'wrong', newAddress())).statusCode).toBe(401);
    expect((await logIn(email, testPassword, newAddress())).statusCode).toBe(200);
  }
});

test('ACC-11: an address that fails on many accounts is locked out, others are not', async () => {
  const { email } = await api.person('student', { password: true });
  const address = newAddress();
  const answers = [];
  for (let guess = 0; guess < 14; guess++)
    answers.push(
      await logIn(`person${guess}@example.com`, 'a guess', address, guess % 2 ? sibling : api.app),
    );
  expect(codes(answers)).toEqual([...Array(12).fill(401), 429, 429]);
  expect((await logIn(email, testPassword, address)).statusCode).toBe(429);
  expect((await logIn(email, testPassword, newAddress())).statusCode).toBe(200);
});

test('ACC-11: a client cannot choose its address: forwarding is believed only with the site’s secret', async () => {
  const forged = (index: number) =>
    api.app.inject({
      method: 'POST',
      url: '/api/auth/login',
      remoteAddress: '198.51.100.7',
      payload: { email: `forger${index}@example.com`, password: 'a guess' },
      headers: { 'x-forwarded-for': `203.0.113.${index}`, 'x-forward-secret': 'not the secret' },
    });
  const answers = [];
  for (let index = 0; index < 13; index++) answers.push(await forged(index));
  expect(codes(answers)).toEqual([...Array(12).fill(401), 429]);
});

test('ACC-3: a hash of Django’s PBKDF2 still opens the account, and is replaced by argon2id', async () => {
  const { email, id } = await api.person('student');
  const digest = pbkdf2Sync(testPassword, 'salty', 1000, 32, 'sha256').toString('base64');
  await api
    .owner('users')
    .where({ id })
    .update({ password_hash: `pbkdf2_sha256$1000$salty$${digest}` });
  expect((await logIn(email, 'not my password', newAddress())).statusCode).toBe(401);
  expect((await logIn(email, testPassword, newAddress())).statusCode).toBe(200);
  const [row] = await api.owner('users').where({ id }).select('password_hash');
  expect(row.password_hash).toMatch(/^\$argon2id\$/);
  expect((await logIn(email, testPassword, newAddress())).statusCode).toBe(200);
});

test('a deactivated account is told so after the right password only', async () => {
  const { email, id } = await api.person('student', { password: true });
  await api.owner('memberships').where({ user_id: id }).update({ status: 'deactivated' });
  expect((await logIn(email, 'not my password', newAddress())).statusCode).toBe(401);
  const answer = await logIn(email, testPassword, newAddress());
  expect([answer.statusCode, answer.json().error.code]).toEqual([403, 'FORBIDDEN']);
});
