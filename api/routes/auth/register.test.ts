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
  const { user } = dataOf<{ user: object }>(response);
  expect(user).toEqual({ email: 'ada@example.com', name: 'Grace Hopper', email_verified: false });
  const { id } = await api.owner('users').where({ email: 'ada@example.com' }).first('id');
  expect(await api.owner('memberships').where({ user_id: id }).first('role', 'organisation_id')).toEqual({
    role: 'student',
    organisation_id: api.demo.id,
  });
  const mails = await api
    .owner('mails')
    .where({ user_id: id })
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
      .whereRaw(`search_attributes->>'user' = ?`, [id]),
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

const rowsOf = async (email: string, template: string) =>
  api.owner('mails').where({ recipient: email, template }).orderBy('id').select('id', 'status');
/** A minute passes. */
const letAMinutePass = () =>
  api.owner('mailed_tokens').update({ created_at: api.owner.raw(`created_at - interval '61 seconds'`) });

test('A22: links asked for are mailed at most once a minute an account, and the last two work', async () => {
  const ask = () => post('/api/auth/resend-verification', { email: 'again@example.com' });
  await register('again@example.com');
  const first = await mailedSecret(api, 'verify_email', 'again@example.com');
  expect((await ask()).statusCode).toBe(200);
  expect(await rowsOf('again@example.com', 'verify_email')).toHaveLength(1);
  const links = [first];
  for (const before of [1, 2]) {
    await letAMinutePass();
    await Promise.all([ask(), ask(), ask()]);
    expect(await rowsOf('again@example.com', 'verify_email')).toHaveLength(before + 1);
    links.push(await mailedSecret(api, 'verify_email', 'again@example.com', before));
  }
  expect((await verify(links[0]!)).statusCode).toBe(404);
  expect((await verify(links[1]!)).statusCode).toBe(200);
  expect((await verify(links[2]!)).statusCode).toBe(200);
});

test('A22: a link asked for is written before the answer; for an address without an account as much is written, and nothing sent', async () => {
  await register('written@example.com');
  await letAMinutePass();
  const countsAround = async (email: string) => {
    const tables = ['mails', 'outbox', 'processes'];
    const count = () =>
      Promise.all(tables.map(async (table) => Number((await api.owner(table).count())[0]!.count)));
    const before = await count();
    const { body } = await post('/api/auth/resend-verification', { email });
    const after = await count();
    return { body, written: after.map((many, at) => many - before[at]!) };
  };
  const known = await countsAround('written@example.com');
  expect(known.written).toEqual([1, 1, 1]);
  expect(await countsAround('nobody@example.com')).toEqual(known);
  expect(
    await api.owner('mails').where({ recipient: 'nobody' }).orderBy('id', 'desc').first('status', 'user_id'),
  ).toEqual({ status: 'refused', user_id: null });
});

test('ACC-1: an e-mail has one account, whatever its letters’ case, also when two register at once', async () => {
  const answers = await Promise.all([register('twin@example.com'), register('TWIN@example.com')]);
  expect(answers.map((answer) => answer.statusCode)).toEqual([201, 201]);
  expect(await api.owner('users').where({ email: 'twin@example.com' })).toHaveLength(1);
  expect(await rowsOf('twin@example.com', 'account_exists')).toHaveLength(1);
});

test('M8: registering with an address that has an account answers as for a new one, after as much was written, and tells its owner by mail', async () => {
  const owner = await api.person('trainer', { organisationId: api.other.id, name: 'Barbara Liskov' });
  const written = async (email: string) => {
    const count = async (table: string) => Number((await api.owner(table).count())[0]!.count);
    const tables = ['mails', 'outbox', 'processes'];
    const before = await Promise.all(tables.map(count));
    const response = await register(email);
    const after = await Promise.all(tables.map(count));
    const { status, data, message } = response.json();
    const rows = after.map((many, at) => many - before[at]!);
    return { code: response.statusCode, status, message, rows, fields: Object.keys(data.user), data };
  };
  const fresh = await written('new@example.com');
  const taken = await written(owner.email);
  expect(taken.data).toEqual({ user: { email: owner.email, name: 'Grace Hopper', email_verified: false } });
  expect({ ...taken, data: null }).toEqual({ ...fresh, data: null });
  const [letter] = await api.owner('mails').where({ user_id: owner.id });
  expect(letter).toMatchObject({
    template: 'account_exists',
    recipient: owner.email,
    status: 'queued',
    organisation_id: api.other.id,
    parameters: { name: 'Barbara Liskov' },
  });
  expect(await api.owner('users').where({ email: owner.email }).first('name')).toEqual({
    name: 'Barbara Liskov',
  });
  expect(await api.owner('users').where({ name: 'Grace Hopper', email: null })).toEqual([]);
  // Whoever keeps trying does not fill the owner's mail box.
  expect((await register(owner.email)).statusCode).toBe(201);
  expect(await rowsOf(owner.email, 'account_exists')).toHaveLength(1);
});

test('M5: a name is stored composed and trimmed; one with a line break, an address or nothing to see is refused', async () => {
  await register('composed@example.com', { name: '  Zoe\u0308  Smith ' });
  expect(await api.owner('users').where({ email: 'composed@example.com' }).first('name')).toEqual({
    name: 'Zoë Smith',
  });
  const names = [
    'customer,\n\nPay at once',
    'https://evil.example/pay',
    'evil.example',
    '\u200B\u200B',
    '\u202Eadmin',
    'A\u0002',
  ];
  for (const name of names) {
    const refused = await register('phish@example.com', { name });
    expect([refused.statusCode, Object.keys(refused.json().error.details)]).toEqual([400, ['name']]);
  }
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
