import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createTestApp } from '../testing/app.ts';
import type { TestApp } from '../testing/app.ts';
import { accessTokenSeconds } from './tokens.ts';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterEach(() => void vi.useRealTimers());
afterAll(() => api.close());

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const sibling = (character: string) => alphabet[alphabet.indexOf(character) ^ 1]!;

test('ACC-2: a token that was found good before is refused once it has expired', async () => {
  const student = await api.person('student');
  const ask = () => api.app.inject({ url: '/api/users/profile', headers: student.authorization });
  expect((await ask()).statusCode).toBe(200);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + (accessTokenSeconds - 30) * 1000 });
  expect((await ask()).statusCode).toBe(200);
  vi.setSystemTime(Date.now() + 60_000);
  const answer = await ask();
  expect([answer.statusCode, answer.json().error.message]).toEqual([
    401,
    'The access token has expired. Refresh it.',
  ]);
});

test('ACC-2: what only looks like a token that was found good is refused', async () => {
  const student = await api.person('student');
  const ask = (access: string) =>
    api.app.inject({ url: '/api/users/profile', headers: { authorization: `Bearer ${access}` } });
  expect((await ask(student.access)).statusCode).toBe(200);
  const [header, claims, signature] = student.access.split('.') as [string, string, string];
  const other = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), role: 'admin' }),
  ).toString('base64url');
  for (const forged of [
    `${header}.${claims}.`,
    `${header}.${claims}.${signature.slice(0, -4)}AAAA`,
    `${header}.${other}.${signature}`,
    // L16: the same bytes in another spelling; of the last character two bits say nothing.
    `${header}.${claims}.${signature.slice(0, -1)}${sibling(signature.at(-1)!)}`,
  ]) {
    expect((await ask(forged)).statusCode).toBe(401);
  }
});
