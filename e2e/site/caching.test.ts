import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import CachePolicy from 'http-cache-semantics';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '#models/database/knex.ts';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { newContext } from './people.ts';

const platform = await sharedPlatform();
const publicPages = ['/', '/courses', '/courses/python-foundations', '/privacy', '/families'];
let browser: Browser;
let session: string;

beforeAll(async () => {
  browser = await launchBrowser();
  const response = await fetch(`${platform.siteUrl}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: platform.siteUrl, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email: 'student@example.com', password: demoPassword }).toString(),
  });
  session = response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
});
afterAll(() => browser.close());

type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** As it travels: fetch would unpack it. */
const ask = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(platform.siteUrl + path, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    asked.on('error', reject).end();
  });

test.each(publicPages)('OPS-12: %s, seen by a visitor, may be kept and is asked for again', async (path) => {
  const first = await ask(path);
  expect(first.headers).toMatchObject({
    'cache-control': 'public, no-cache',
    etag: expect.stringMatching(/^W\//) as string,
    vary: expect.stringContaining('Cookie, Accept-Language') as string,
  });
  expect(first.headers['set-cookie']).toBeUndefined();
  expect(first.headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-[^;]+;/);
  expect(first.headers['content-security-policy']).not.toMatch(/nonce|script-src[^;]*unsafe/);
  // Nothing in it is of chance, of the time or of who asked.
  const second = await ask(path, { 'user-agent': 'another' });
  expect(second.body.toString()).toBe(first.body.toString());
  const again = await ask(path, { 'if-none-match': `"other", ${first.headers.etag!}` });
  expect([again.status, again.body.length]).toEqual([304, 0]);
});

test.each(publicPages)('OPS-12: %s runs under its hashes, in a browser', async (path) => {
  const context = await newContext(browser);
  const page = await context.newPage();
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text());
  });
  await page.goto(platform.siteUrl + path);
  await page.locator('html.scripted[data-hydrated]').waitFor({ state: 'attached' });
  expect(refused).toEqual([]);
  await context.close();
});

test.each([...publicPages, '/dashboard'])(
  'OPS-12: %s, seen with a session, is kept by nobody',
  async (path) => {
    const visitor = await ask(path);
    const own = await ask(path, {
      cookie: session,
      ...(visitor.headers.etag && { 'if-none-match': visitor.headers.etag }),
    });
    expect(own.status).toBe(200);
    expect(own.headers['cache-control']).toBe('private, no-store');
    expect(own.headers.etag).toBeUndefined();
    expect(own.headers['content-security-policy']).toMatch(/'nonce-/);
  },
);

test.each(['/sign-in', '/sign-up', '/status', '/courses/no-such-course'])(
  'OPS-12: %s is kept by nobody, though no session is there',
  async (path) => expect((await ask(path)).headers['cache-control']).toBe('no-store'),
);

test('OPS-12: through a cache that keeps to the standard, a changed title is seen on the next request', async () => {
  const kept = new Map<string, { policy: CachePolicy; body: string }>();
  /** What a shared cache in front of the site answers, and whether it had to fetch the whole page. */
  const throughCache = async (path: string): Promise<{ body: string; whole: boolean }> => {
    const wanted = { url: path, method: 'GET', headers: { host: 'localhost' } };
    const known = kept.get(path);
    if (known?.policy.satisfiesWithoutRevalidation(wanted)) return { body: known.body, whole: false };
    const answer = await ask(
      path,
      (known?.policy.revalidationHeaders(wanted) ?? {}) as Record<string, string>,
    );
    if (known && answer.status === 304) {
      known.policy = known.policy.revalidatedPolicy(wanted, answer).policy;
      return { body: known.body, whole: false };
    }
    const policy = new CachePolicy(wanted, answer, { shared: true });
    const body = answer.body.toString();
    if (policy.storable()) kept.set(path, { policy, body });
    return { body, whole: true };
  };
  const path = '/courses/cpp-first-steps';
  expect((await throughCache(path)).whole).toBe(true);
  const same = await throughCache(path);
  expect(same.whole).toBe(false);

  const owner = openDatabase(platform.ownerUrl, { maximum: 1 });
  const course = () => owner('courses').where({ slug: 'cpp-first-steps' });
  const { title } = (await course().first()) as { title: string };
  try {
    await course().update({ title: 'First steps, changed' });
    // What the API keeps goes when PostgreSQL says so, a moment after the commit.
    await expect
      .poll(async () => (await throughCache(path)).body, { timeout: 2_000, interval: 20 })
      .toContain('First steps, changed');
  } finally {
    await course().update({ title });
    await owner.destroy();
  }
});

test.each([
  ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
  ['gzip, deflate', 'gzip', gunzipSync],
] as const)(
  'OPS-12: pages and data travel compressed to who takes %s',
  async (accepted, encoding, unpack) => {
    const paths = ['/', '/courses/__data.json', '/api/curriculum/courses', '/api/docs/json'];
    for (const path of paths) {
      const plain = await ask(path);
      const compressed = await ask(path, { 'accept-encoding': accepted });
      expect([path, plain.headers['content-encoding']]).toEqual([path, undefined]);
      expect([path, compressed.headers['content-encoding']]).toEqual([path, encoding]);
      expect(compressed.headers.vary).toMatch(/accept-encoding/i);
      expect(unpack(compressed.body).toString()).toBe(plain.body.toString());
      expect(compressed.body.length).toBeLessThan(plain.body.length / 2);
    }
    expect((await ask('/api/health', { 'accept-encoding': accepted })).headers['content-encoding']).toBe(
      undefined,
    );
  },
);

test('a page of somebody’s own that another site asks for is not compressed: its length would tell what stands in it', async () => {
  const headers = { 'accept-encoding': 'br', cookie: session };
  expect((await ask('/dashboard', headers)).headers['content-encoding']).toBe('br');
  for (const site of ['cross-site', 'same-site'])
    expect(
      (await ask('/dashboard', { ...headers, 'sec-fetch-site': site })).headers['content-encoding'],
    ).toBeUndefined();
});

test('an event stream is never compressed, and what it says arrives while it stays open', async () => {
  const access = /waymark_access=([^;]+)/.exec(session)?.[1] ?? '';
  const enrolments = await fetch(`${platform.apiUrl}/api/enrolments`, {
    headers: { authorization: `Bearer ${access}` },
  });
  const { data } = (await enrolments.json()) as { data: { results: { id: string }[] } };
  const response = await fetch(`${platform.siteUrl}/events?topics=enrolment:${data.results[0]!.id}`, {
    headers: { cookie: session, 'accept-encoding': 'gzip, br' },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(response.headers.get('content-encoding')).toBeNull();
  const reader = response.body!.getReader();
  const { value, done } = await reader.read();
  expect(done).toBe(false);
  expect(new TextDecoder().decode(value)).toContain('event: enrolment');
  await reader.cancel();
});

test('L3: a form whose action is the framework’s own word is refused, and is no failure of ours', async () => {
  for (const action of ['default', 'constructor', '__proto__', 'nothing']) {
    const response = await fetch(`${platform.siteUrl}/sign-in?/${action}`, {
      method: 'POST',
      headers: { origin: platform.siteUrl, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'email=student%40example.com',
    });
    expect([action, response.status]).toEqual([action, 404]);
  }
});

test.each(['/０', '/x\0', '/\u{1f400}'])(
  'L3: after signing in one can be led to %j, or home',
  async (next) => {
    const response = await fetch(`${platform.siteUrl}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        origin: platform.siteUrl,
        accept: 'text/html',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ email: 'student@example.com', password: demoPassword, next }).toString(),
    });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/^\/[!-~]+$/);
  },
);
