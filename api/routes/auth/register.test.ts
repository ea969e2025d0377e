import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, dataOf, testPassword } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';
import { mailedSecret } from '#api/testing/mailed-secret.ts';

let api: TestApp;
beforeAll(async () => void (api = await createTestApp()));
afterAll(() => api.close());

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url, payload, headers });
const register = (email: string, more: object = {}) =>
  post('/api/auth/register', { email, password: testPassword, name: 'Grace Hopper', ...more });
const verify = (key: string) => api.app.inject({ url: `/api/auth/verify-email/${key}` });

test('ACC-1: registering makes an unverified account, and queues the verification and welcome mails with it', async () => {
  const response = await register('Ada@Example.com');
  expect(response.statusCode).toBe(201);
  const { user } = dataOf<{ user: { id: string } }>(response);
  expect(user).toMatchObject({
    email: 'ada@example.com',
    role: 'student',
    email_verified: false,
    organisation_id: api.demo.id,
  });
  const mails = await api
    .owner('mails')
    .where({ user_id: user.id })
    .orderBy('template')
    .select('template', 'recipient');
  expect(mails).toEqual([
    { template: 'verify_email', recipient: 'ada@example.com' },
    { template: 'welcome', recipient: 'ada@example.com' },
  ]);
  expect(
    await api
      .owner('outbox')
      .where({ workflow_type: 'sendMail' })
      .whereRaw(`search_attributes->>'user' = ?`, [user.id]),
  ).toHaveLength(2);
});

test('ACC-1: an unverified account can sign in but not submit, and can after opening its link', async () => {
  await register('unverified@example.com');
  const { access } = dataOf<{ access: string }>(
    await post('/api/auth/login', { email: 'unverified@example.com', password: testPassword }),
  );
  const submit = () =>
    post('/api/grading/exercises/sum-two-numbers/submissions', {}, { authorization: `Bearer ${access}` });
  const refused = await submit();
  expect([refused.statusCode, refused.json().error.code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
  expect((await verify(await mailedSecret(api, 'verify_email', 'unverified@example.com'))).statusCode).toBe(
    200,
  );
  expect((await submit()).json().error.code).not.toBe('EMAIL_NOT_VERIFIED');
});

test('ACC-1: the mailed link works once, and for 24 h', async () => {
  await register('once@example.com');
  const key = await mailedSecret(api, 'verify_email', 'once@example.com');
  const answers = await Promise.all([verify(key), verify(key)]);
  expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 410]);

  await register('late@example.com');
  const late = await mailedSecret(api, 'verify_email', 'late@example.com');
  const [token] = await api
    .owner('mailed_tokens')
    .join('users', 'users.id', 'user_id')
    .where({ email: 'late@example.com' })
    .select(api.owner.raw('extract(epoch from expires_at - mailed_tokens.created_at)::int as life'));
  expect(token.life).toBe(24 * 3600);
  await api
    .owner('mailed_tokens')
    .whereIn('user_id', api.owner('users').where({ email: 'late@example.com' }).select('id'))
    .update({ expires_at: new Date(Date.now() - 1000) });
  expect((await verify(late)).json().error.code).toBe('GONE');
  expect((await verify('never-was-a-link-of-ours-at-all')).json().error.code).toBe('NOT_FOUND');
});

test('ACC-1: a link asked for again replaces the first, and the answer does not tell who has an account', async () => {
  await register('again@example.com');
  const first = await mailedSecret(api, 'verify_email', 'again@example.com');
  const known = await post('/api/auth/resend-verification', { email: 'again@example.com' });
  const unknown = await post('/api/auth/resend-verification', { email: 'nobody@example.com' });
  expect(known.body).toBe(unknown.body);
  const second = await mailedSecret(api, 'verify_email', 'again@example.com', 1);
  expect((await verify(first)).statusCode).toBe(404);
  expect((await verify(second)).statusCode).toBe(200);
});

test('ACC-1: an e-mail has one account, whatever its letters’ case, also when two register at once', async () => {
  const answers = await Promise.all([register('twin@example.com'), register('TWIN@example.com')]);
  expect(answers.map((answer) => answer.statusCode).sort()).toEqual([201, 409]);
  expect(answers.find((answer) => answer.statusCode === 409)?.json().error).toMatchObject({
    code: 'CONFLICT',
    details: { email: [expect.any(String)] },
  });
});

test('ACC-1: nobody registers as staff, nor in an organisation that takes members by invitation only', async () => {
  expect((await register('boss@example.com', { role: 'admin' })).statusCode).toBe(400);
  await api.owner('organisations').where({ id: api.other.id }).update({ open_registration: false });
  expect((await register('guest@example.com', { organisation: 'other' })).statusCode).toBe(403);
  expect((await register('guest@example.com', { organisation: 'nowhere' })).statusCode).toBe(404);
});

test('ACC-3: a weak password is refused with each rule it breaks', async () => {
  const refused = await post('/api/auth/register', {
    email: 'weak@example.com',
    password: '12345678',
    name: 'Weak',
  });
  expect(refused.statusCode).toBe(400);
  expect(refused.json().error.details.password).toEqual([
    'is one of the most common passwords',
    'must not be all digits',
  ]);
});

test('ACC-3: passwords are stored as argon2id', async () => {
  await register('hash@example.com');
  const [row] = await api.owner('users').where({ email: 'hash@example.com' }).select('password_hash');
  expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$/);
});
