import { expect, test } from 'vitest';
import { sharedPlatform } from '../platform.ts';

const platform = await sharedPlatform();

test('OPS-3: the site tells its own health', async () => {
  const response = await fetch(`${platform.siteUrl}/api/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    status: 'healthy',
    checks: { site: 'healthy', api: 'healthy' },
  });
});

test('what goes through the site to the API is passed on as it is: a cookie never becomes a token', async () => {
  const login = await fetch(`${platform.siteUrl}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'student@example.com', password: 'learn-by-doing-1' }),
  });
  const { data } = (await login.json()) as { data: { access: string } };
  const withCookie = await fetch(`${platform.siteUrl}/api/users/profile`, {
    headers: { cookie: `waymark_access=${data.access}` },
  });
  expect(withCookie.status).toBe(401);
  const withToken = await fetch(`${platform.siteUrl}/api/users/profile`, {
    headers: { authorization: `Bearer ${data.access}` },
  });
  expect(withToken.status).toBe(200);
});

test('pages run only their own scripts and cannot be framed', async () => {
  const response = await fetch(`${platform.siteUrl}/sign-in`);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+'/);
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('an address that cannot be read is answered, in every language, to a visitor, to somebody signed in, and to a form, and ends nothing', async () => {
  const login = await fetch(`${platform.siteUrl}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: platform.siteUrl, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'email=student%40example.com&password=learn-by-doing-1',
  });
  const cookie = login.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  expect(cookie).toContain('waymark_access=');
  for (const path of ['/%ZZ', '/ar/%ZZ', '/de/%E0%A4%A', '/exercises/%C3'])
    for (const headers of [{}, { cookie }]) {
      const read = await fetch(platform.siteUrl + path, { headers, redirect: 'manual' });
      expect([path, read.status]).toEqual([path, 400]);
      const sent = await fetch(`${platform.siteUrl}${path}?/default`, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...headers, origin: platform.siteUrl },
        body: new URLSearchParams(),
      });
      expect([path, sent.status]).toEqual([path, 400]);
    }
  expect((await fetch(`${platform.siteUrl}/api/health`)).status).toBe(200);
});

test('a form sent from another site is refused', async () => {
  const response = await fetch(`${platform.siteUrl}/sign-in`, {
    method: 'POST',
    headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'email=student%40example.com&password=learn-by-doing-1',
  });
  expect(response.status).toBe(403);
});

test('a form whose body is none is refused as its sender’s mistake, on every page', async () => {
  for (const path of ['/', '/sign-in', '/reset-password']) {
    const response = await fetch(platform.siteUrl + (path === '/' ? '/?/run' : path), {
      method: 'POST',
      headers: { origin: platform.siteUrl, 'content-type': 'multipart/form-data; boundary=x' },
      body: 'no form at all',
    });
    expect([path, response.status]).toEqual([path, 400]);
  }
});

test('a form larger than any of ours is refused before it is read', async () => {
  const response = await fetch(`${platform.siteUrl}/sign-in`, {
    method: 'POST',
    headers: { origin: platform.siteUrl, 'content-type': 'application/x-www-form-urlencoded' },
    body: `email=${'a'.repeat(600_000)}`,
  });
  expect(response.status).toBe(413);
});
