import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp } from '../testing/app.ts';
import type { TestApp, TestPerson } from '../testing/app.ts';

let api: TestApp;
let student: TestPerson;
let superadmin: TestPerson;
beforeAll(async () => {
  api = await createTestApp();
  student = await api.person('student', { password: true });
  superadmin = await api.person('superadmin');
});
afterAll(() => api.close());

const post = (url: string, payload: string | object, headers: Record<string, string> = {}) =>
  api.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
const errorOf = (response: { json(): unknown }) =>
  (
    response.json() as {
      error: { code: string; message: string; details: Record<string, string[]>; request_id: string };
    }
  ).error;

test('an error has the documented shape, its request id is the answer’s, and a caller’s own id is kept', async () => {
  const response = await api.app.inject({
    url: '/api/no-such-thing',
    headers: { 'x-request-id': 'from-the-site-1' },
  });
  expect(response.statusCode).toBe(404);
  expect(response.json()).toEqual({
    status: 'error',
    error: {
      code: 'NOT_FOUND',
      message: 'There is nothing at GET /api/no-such-thing.',
      reason: { code: 'no_route', parameters: { method: 'GET', path: '/api/no-such-thing' } },
      details: {},
      reasons: {},
      request_id: 'from-the-site-1',
    },
  });
  expect(response.headers['x-request-id']).toBe('from-the-site-1');
  const odd = await api.app.inject({ url: '/api/no-such-thing', headers: { 'x-request-id': 'a"b{}' } });
  expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test.each<[string, string | object, Record<string, string>]>([
  ['a number for a text', { email: 5, password: 'x' }, { email: ['must be string'] }],
  ['null for a text', { email: null, password: 'x' }, { email: ['must be string'] }],
  ['a list for a text', { email: ['a@example.com'], password: 'x' }, { email: ['must be string'] }],
  ['an object for a text', { email: { $ne: '' }, password: 'x' }, { email: ['must be string'] }],
  ['nothing', {}, { email: ['is required'], password: ['is required'] }],
  ['a list for the body', [], { body: ['must be object'] }],
  [
    'NUL in a text',
    { email: 'a\u0000@example.com', password: 'x' },
    { email: ['must not contain NUL or broken characters'] },
  ],
  [
    'half a character',
    { email: 'a@example.com', password: '\ud800' },
    { password: ['must not contain NUL or broken characters'] },
  ],
  [
    'an endless text',
    { email: 'a@example.com', password: 'x'.repeat(300) },
    { password: ['must not have more than 200 characters'] },
  ],
] as never)('%s: refused with the reason by field', async (_what, body, details) => {
  const response = await post('/api/auth/login', body);
  expect([response.statusCode, errorOf(response).code]).toEqual([400, 'VALIDATION_ERROR']);
  expect(errorOf(response).details).toEqual(details);
});

test.each([
  ['broken JSON', '{"email": ', 400],
  ['no JSON', 'hello', 400],
  [
    'JSON that reaches for prototypes',
    '{"__proto__": {"admin": true}, "email": "a@example.com", "password": "x"}',
    400,
  ],
  ['an empty body', '', 400],
  ['over 2 MB', JSON.stringify({ email: 'x'.repeat(2_100_000), password: 'x' }), 413],
  ['deeply nested', `{"email":${'['.repeat(50_000)}${']'.repeat(50_000)},"password":"x"}`, 400],
])('%s: the documented error', async (_what, body, status) => {
  const response = await post('/api/auth/login', body);
  expect(response.statusCode).toBe(status);
  expect(errorOf(response).code).toBe(status === 413 ? 'PAYLOAD_TOO_LARGE' : 'VALIDATION_ERROR');
});

test('another content type, another method, an unknown path', async () => {
  expect(
    (await post('/api/auth/login', 'email=a', { 'content-type': 'application/x-www-form-urlencoded' }))
      .statusCode,
  ).toBe(400);
  expect((await api.app.inject({ method: 'PUT', url: '/api/auth/login' })).statusCode).toBe(404);
  expect((await api.app.inject({ method: 'DELETE', url: '/' })).statusCode).toBe(404);
});

test('unknown fields are ignored: they change nothing', async () => {
  const changed = await api.app.inject({
    method: 'PUT',
    url: '/api/users/profile',
    headers: student.authorization,
    payload: {
      name: 'New name',
      role: 'admin',
      email_verified: false,
      organisation_id: api.other.id,
      constructor: 1,
    },
  });
  expect(changed.json().data).toMatchObject({
    name: 'New name',
    role: 'student',
    email_verified: true,
    organisation_id: api.demo.id,
  });
});

describe('paths and queries', () => {
  test.each([
    '/api/users/not-an-id',
    '/api/users/00000000-0000-0000-0000-00000000000g',
    '/api/users/%00',
    '/api/users?page=0',
    '/api/users?page=-1',
    '/api/users?page=1e99',
    '/api/users?page=abc',
    '/api/users?page_size=100000',
    '/api/users?search=%00',
    `/api/users?search=${'x'.repeat(500)}`,
    '/api/users?role=king',
    '/api/audit?cursor=xyz',
  ])('GET %s: 400', async (url) => {
    const response = await api.app.inject({ url, headers: superadmin.authorization });
    expect([url, response.statusCode, errorOf(response).code]).toEqual([url, 400, 'VALIDATION_ERROR']);
  });

  test.each([
    '/api/users/%',
    '/api/users/%E0%A4%A',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/api/../../etc/passwd',
    `/api/users/${'x'.repeat(5000)}`,
  ])('GET %s: a client’s error in the documented shape', async (url) => {
    const response = await api.app.inject({ url, headers: superadmin.authorization });
    expect([400, 404]).toContain(response.statusCode);
    expect(errorOf(response).request_id).toBeTruthy();
  });

  test('SQL in a search finds nothing and breaks nothing', async () => {
    for (const search of ["'; drop table users; --", '%_\\', '" or 1=1', '\\']) {
      const response = await api.app.inject({
        url: `/api/users?search=${encodeURIComponent(search)}`,
        headers: superadmin.authorization,
      });
      expect([search, response.statusCode, response.json().data.count]).toEqual([search, 200, 0]);
    }
  });
});

describe('authorization headers', () => {
  test.each([
    '',
    'Bearer',
    'Bearer ',
    'bearer x',
    'Basic YTpi',
    'Bearer a b',
    `Bearer ${'x'.repeat(8000)}`,
    'Bearer ..',
    'Bearer null',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
  ])('%j: 401', async (authorization) => {
    const response = await api.app.inject({ url: '/api/users/profile', headers: { authorization } });
    expect([response.statusCode, errorOf(response).code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(response.headers['www-authenticate']).toBe('Bearer');
  });

  test('a bad token is told on a public catalogue too, but does not keep anyone from signing in', async () => {
    const headers = { authorization: 'Bearer expired' };
    expect((await api.app.inject({ url: '/api/curriculum/courses', headers })).statusCode).toBe(401);
    const login = await post(
      '/api/auth/login',
      { email: student.email, password: 'learn-by-doing-1' },
      headers,
    );
    expect(login.statusCode).toBe(200);
  });
});

test('every route that takes a body answers nonsense with the documented error, never 500', async () => {
  const nonsense = [
    [],
    'text',
    5,
    null,
    { files: 'x' },
    { files: [{ name: '../../etc/passwd', content: 'x' }] },
    { language: '\u0000' },
    { student_id: 1 },
    { name: { a: 1 } },
    { tests: [[[]]] },
    { reason: 'x'.repeat(100_000) },
  ];
  const routes = api.app.routeList.filter(
    ({ method, url }) => ['POST', 'PUT'].includes(method) && url !== '/api/auth/logout',
  );
  expect(routes.length).toBeGreaterThan(10);
  const people = [superadmin, student, await api.person('parent'), await api.person('trainer')];
  for (const { method, url } of routes) {
    for (const payload of nonsense) {
      for (const person of people) {
        const target = url
          .replace(/:(\w*(id|token|key))/g, '00000000-0000-7000-8000-000000000000')
          .replace(/:\w+/g, 'no-such-thing');
        const response = await api.app.inject({
          method: method as 'POST',
          url: target,
          headers: { ...person.authorization, 'content-type': 'application/json' },
          payload: JSON.stringify(payload),
        });
        const fault = response.statusCode >= 500 && response.statusCode !== 503;
        expect({ method, url, payload, fault, status: response.statusCode }).toMatchObject({ fault: false });
        if (response.statusCode >= 400) expect(errorOf(response).request_id).toBeTruthy();
      }
    }
  }
});

test('answers carry the headers browsers need: CORS for configured origins only, no sniffing, no caching', async () => {
  const from = (origin: string) =>
    api.app.inject({ url: '/api/users/profile', headers: { ...student.authorization, origin } });
  const [allowed, other] = [await from('http://localhost:3000'), await from('https://evil.example')];
  expect(allowed.headers).toMatchObject({
    'access-control-allow-origin': 'http://localhost:3000',
    'access-control-allow-credentials': 'true',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-security-policy': expect.stringContaining(`default-src 'none'`),
  });
  expect(other.headers['access-control-allow-origin']).toBeUndefined();
  const preflight = await api.app.inject({
    method: 'OPTIONS',
    url: '/api/users/profile',
    headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'PUT' },
  });
  expect([preflight.statusCode, preflight.headers['access-control-allow-methods']]).toEqual([
    204,
    'GET, POST, PUT, DELETE',
  ]);
});

test('over a real socket: a client that sends no HTTP, or hangs up, harms nobody', async () => {
  const address = await api.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = api.app.server.address() as AddressInfo;
  const answer = await fetch(`${address}/api/auth/login/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(answer.status).toBe(400);
  await new Promise<void>((resolve) => {
    const half = rawRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/api/auth/login',
      headers: { 'content-type': 'application/json', 'content-length': '100' },
    });
    half.on('error', () => resolve());
    half.write('{"email":', () => half.destroy(new Error('hung up')));
  });
  expect((await fetch(`${address}/health/live`)).status).toBe(200);
});

const answerTo = async (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', reject).on('close', () => resolve(answer));
  });

test.for([
  [
    'a length that is no number',
    'POST /api/auth/login HTTP/1.1\r\nhost: a\r\ncontent-length: ten\r\n\r\n',
    '400',
  ],
  ['no HTTP', 'good morning\r\n\r\n', '400'],
  ['headers without end', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, '431'],
])('L9: %s is answered in the documented shape', async ([, bytes, status]) => {
  await api.app.listen({ port: 0, host: '127.0.0.1' }).catch(() => undefined);
  const { port } = api.app.server.address() as AddressInfo;
  const [head, body] = (await answerTo(port, bytes!)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(body!)).toEqual({
    status: 'error',
    error: {
      code: expect.any(String),
      message: expect.any(String),
      reason: { code: expect.any(String), parameters: {} },
      details: {},
      reasons: {},
      request_id: expect.any(String),
    },
  });
});

test('A23: who sends slowly, or nothing, holds no connection for ever', () => {
  const { requestTimeout, headersTimeout, timeout, keepAliveTimeout } = api.app.server;
  expect({ requestTimeout, headersTimeout, timeout, keepAliveTimeout }).toEqual({
    requestTimeout: 30_000,
    headersTimeout: 15_000,
    timeout: 120_000,
    keepAliveTimeout: 72_000,
  });
});
