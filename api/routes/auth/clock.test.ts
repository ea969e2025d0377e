import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createTestApp, testPassword } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';
import { mailedSecret } from '#api/testing/mailed-secret.ts';

let api: TestApp;
beforeAll(async () => void (api = await createTestApp()));
afterAll(() => api.close());
beforeEach(() => void vi.useFakeTimers({ now: Date.now() - 30 * 86_400_000, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const post = (url: string, payload: object) => api.app.inject({ method: 'POST', url, payload });

/** How many seconds ago PostgreSQL takes a person's time to be. */
async function secondsSince(email: string, column: 'email_verified_at' | 'last_signed_in_at') {
  const row = await api
    .owner('users')
    .where({ email })
    .first<{ seconds: number | null }>(
      api.owner.raw('extract(epoch from now() - ??)::float8 as seconds', [column]),
    );
  return row.seconds;
}

const justNow = expect.toSatisfy((seconds: number) => seconds >= 0 && seconds < 60);

test('when somebody signed in is told by the database’s clock, not by that of one API process', async () => {
  const { email } = await api.person('student', { password: true });
  expect((await post('/api/auth/login', { email, password: testPassword })).statusCode).toBe(200);
  expect(await secondsSince(email, 'last_signed_in_at')).toEqual(justNow);
});

test('so is when an address was verified, by its link or by a new password', async () => {
  const email = 'grace@example.com';
  await post('/api/auth/register', { email, password: testPassword, name: 'Grace' });
  const key = await mailedSecret(api, 'verify_email', email);
  expect((await api.app.inject({ url: `/api/auth/verify-email/${key}` })).statusCode).toBe(200);
  expect(await secondsSince(email, 'email_verified_at')).toEqual(justNow);

  const person = await api.person('student', { password: true, verified: false });
  await post('/api/auth/password/reset', { email: person.email });
  const token = await mailedSecret(api, 'reset_password', person.email);
  const changed = await post('/api/auth/password/reset/confirm', { token, password: 'blue-whale-in-orbit' });
  expect(changed.statusCode).toBe(200);
  expect(await secondsSince(person.email, 'email_verified_at')).toEqual(justNow);
});

test('a new password leaves the time at which the address was verified', async () => {
  const { email } = await api.person('student', { password: true });
  await api.owner('users').where({ email }).update({ email_verified_at: '2026-01-02T03:04:05Z' });
  await post('/api/auth/password/reset', { email });
  const token = await mailedSecret(api, 'reset_password', email);
  await post('/api/auth/password/reset/confirm', { token, password: 'blue-whale-in-orbit' });
  expect((await api.owner('users').where({ email }).first()).email_verified_at).toEqual(
    new Date('2026-01-02T03:04:05Z'),
  );
});
