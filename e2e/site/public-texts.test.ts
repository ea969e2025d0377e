import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { root } from '#dev/platform/settings.ts';
import { freePort } from '#dev/processes/free-port.ts';
import { waitForHttp } from '#dev/platform/wait-for-http.ts';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, newContext, signIn } from './people.ts';
import { call, signInToApi } from './staff-people.ts';

const platform = await sharedPlatform();
const kinds = ['families', 'contact', 'terms', 'privacy', 'imprint'] as const;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const wordsOf = <Words>(language: string, area: string): Words =>
  JSON.parse(readFileSync(path.join(root, `web/messages/${language}/${area}.json`), 'utf8')) as Words;
type TextWords = { titles: Record<(typeof kinds)[number], string> };
type CommonWords = { footer: Record<string, string> };

const pathOf = (page: Page) => new URL(page.url()).pathname;

/** The demo's admin writes a text by the API, whatever stands there; null takes it back. */
async function write(kind: string, language: string, body: string | null): Promise<void> {
  const { token } = await signInToApi(platform, 'admin@example.com', demoPassword);
  const texts = await call<{ kind: string; language: string; revision: number }[]>(
    platform,
    token,
    'GET',
    '/api/organisations/current/texts',
  );
  const revision = texts.find((one) => one.kind === kind && one.language === language)?.revision ?? 0;
  await call(platform, token, 'PUT', `/api/organisations/current/texts/${kind}/${language}`, {
    body,
    revision,
  });
}

test.for([
  ['en', 'ltr', ''],
  ['de', 'ltr', '/de'],
  ['ar', 'rtl', '/ar'],
] as const)(
  'OPS-7: without scripts a visitor reaches terms, privacy, imprint, contact and the page for families from the footer, in %s',
  async ([language, direction, prefix]) => {
    const context = await newContext(browser, { javaScriptEnabled: false });
    const page = await context.newPage();
    const { titles } = wordsOf<TextWords>(language, 'organisation-texts');
    const { footer } = wordsOf<CommonWords>(language, 'common');
    for (const kind of kinds) {
      await page.goto(`${platform.siteUrl}${prefix || '/'}`);
      await page.locator('footer').getByRole('link', { name: footer[kind]!, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: titles[kind], exact: true }).waitFor();
      expect(pathOf(page)).toBe(`${prefix}/${kind}`);
      const text = page.locator('main div[lang]');
      expect([await text.getAttribute('lang'), await text.getAttribute('dir')]).toEqual([
        language,
        direction,
      ]);
      // The demo's organisation by its name, and no place that nothing stands in.
      expect(await text.innerText()).toMatch(/\S{3}/);
      expect(await text.innerText()).not.toMatch(/[{}]/);
    }
    await page.goto(`${platform.siteUrl}${prefix}/contact`);
    expect(await page.locator('main a[href$="/status"]').getAttribute('href')).toBe(`${prefix}/status`);
    await context.close();
  },
);

test('a text that is there in one language only says so, and is read in that language', async () => {
  await write('terms', 'ar', '## القواعد\n\nنص <b>عادي</b>');
  try {
    const context = await newContext(browser, { javaScriptEnabled: false });
    const page = await context.newPage();
    const text = page.locator('main div[lang]');
    await expect
      .poll(async () => {
        await page.goto(`${platform.siteUrl}/de/terms`);
        return [await text.getAttribute('lang'), await text.getAttribute('dir')];
      })
      .toEqual(['ar', 'rtl']);
    await page.getByText('Diesen Text gibt es nur in dieser Sprache: العربية.').waitFor();
    await text.getByRole('heading', { level: 2, name: 'القواعد' }).waitFor();
    // What somebody wrote is text.
    expect(await text.locator('b').count()).toBe(0);
    await page.goto(`${platform.siteUrl}/ar/terms`);
    expect(await page.getByText('هذا النص متاح بهذه اللغة فقط').count()).toBe(0);
    await context.close();
  } finally {
    await write('terms', 'ar', null);
  }
});

test('without scripts an admin writes a text with a preview, and takes it back; the log says so', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, platform, 'other-admin@example.com', demoPassword);
  // What is missing is said to who can mend it.
  await page.goto(`${platform.siteUrl}/imprint`);
  await page.getByText('the postal address').waitFor();
  await page.getByRole('link', { name: 'Fill in what is missing' }).click();
  await page.getByLabel('Postal address').fill('Trail Street 1\n12345 Berlin');
  await page.getByLabel(/^E-.mail for questions/u).fill('hello@example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The changes are saved.').waitFor();
  await page.goto(`${platform.siteUrl}/imprint`);
  await page.getByText('12345 Berlin').waitFor();
  await page.getByRole('link', { name: 'hello@example.com' }).waitFor();
  expect(await page.getByText('the postal address').count()).toBe(0);

  await page.getByRole('link', { name: 'Write a text of your own' }).click();
  await page.getByRole('link', { name: 'Write: Imprint, English' }).click();
  const field = page.getByLabel('Text', { exact: true });
  expect(await field.inputValue()).toContain('Responsible for this site');
  await field.fill('## Who we are\n\nThe **other** school.');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('region', { name: 'Preview' }).getByRole('heading', { name: 'Who we are' }).waitFor();
  expect(await field.inputValue()).toContain('## Who we are');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The text is saved, and everybody sees it.').waitFor();
  await page.goto(`${platform.siteUrl}/imprint`);
  await page.getByRole('heading', { level: 2, name: 'Who we are' }).waitFor();
  await page.goto(`${platform.siteUrl}/admin/audit`);
  await page
    .getByText(/changed a text of/)
    .first()
    .waitFor();

  await page.goto(`${platform.siteUrl}/admin/organisation/texts/imprint/en`);
  await page.locator('summary', { hasText: 'Use the platform’s text again' }).click();
  await page.getByRole('button', { name: 'Use the platform’s text again' }).click();
  await page.getByText('The platform’s text is shown again.').waitFor();
  await page.goto(`${platform.siteUrl}/imprint`);
  await page.getByText('Responsible for this site').waitFor();
  // Another organisation's visitors read theirs.
  const visitor = await newContext(browser);
  const outside = await visitor.newPage();
  await outside.goto(`${platform.siteUrl}/imprint`);
  expect(await outside.getByText('12345 Berlin').count()).toBe(0);
  await visitor.close();
  await context.close();
});

test('who was overtaken by another admin is told, sees what they wrote, and loses nothing', async () => {
  const context = await newContext(browser);
  const [first, second] = [await context.newPage(), await context.newPage()];
  await signIn(first, platform, 'other-admin@example.com', demoPassword);
  for (const page of [first, second]) {
    await page.goto(`${platform.siteUrl}/admin/organisation/texts/contact/de`);
    await hydrated(page);
  }
  await first.getByLabel('Text', { exact: true }).fill('Vom Ersten.');
  await first.getByRole('button', { name: 'Save' }).click();
  await first.getByText('The text is saved, and everybody sees it.').waitFor();
  await second.getByLabel('Text', { exact: true }).fill('Vom Zweiten.');
  await second.getByRole('button', { name: 'Save' }).click();
  await second.getByText('Somebody else saved this text while you were writing.').waitFor();
  await second.getByText('What they saved').click();
  await second.getByText('Vom Ersten.').waitFor();
  expect(await second.getByLabel('Text', { exact: true }).inputValue()).toBe('Vom Zweiten.');
  await second.getByRole('button', { name: 'Save' }).click();
  await second.getByText('The text is saved, and everybody sees it.').waitFor();
  await second.getByRole('button', { name: 'Use the platform’s text again' }).click();
  await second.getByRole('dialog').getByRole('button', { name: 'Use the platform’s text again' }).click();
  await second.getByText('The platform’s text is shown again.').waitFor();
  expect(await second.getByLabel('Text', { exact: true }).inputValue()).toContain('Diese Seite betreibt');
  await context.close();
});

test('OPS-3: without scripts everybody reads on the status page what works, and nothing of what it is made of', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(platform.siteUrl);
  await page.locator('footer').getByRole('link', { name: 'Status' }).click();
  await page.getByRole('heading', { level: 1, name: 'Status' }).waitFor();
  await expect
    .poll(
      async () => {
        await page.goto(`${platform.siteUrl}/status`);
        return page.getByText('Everything works.').count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  await page.getByRole('heading', { level: 3, name: 'Python' }).waitFor();
  expect(await page.locator('main').innerText()).not.toMatch(
    /postgres|temporal|docker|fastify|127\.0|localhost/i,
  );
  await context.close();
});

test('OPS-3: while the API is away the status page says so, and an error page leads there', async () => {
  const port = await freePort();
  const siteUrl = `http://localhost:${port}`;
  const site = spawn(process.execPath, [path.join(root, 'web/server.ts')], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, WEB_PORT: String(port), SITE_URL: siteUrl, API_URL: 'http://127.0.0.1:1' },
  });
  onTestFinished(() => void site.kill());
  await waitForHttp(`${siteUrl}/favicon.svg`);
  const context = await newContext(browser);
  const page = await context.newPage();
  await context.addCookies([{ name: 'waymark_refresh', value: 'a'.repeat(43), url: siteUrl }]);
  const refused = await page.goto(`${siteUrl}/courses`);
  expect(refused?.status()).toBe(503);
  await page.getByRole('link', { name: 'See what works' }).click();
  await page.getByText('Something does not work as it should.').waitFor();
  await page.getByText('What you handed in is safe.').waitFor();
  await page.getByText('Nobody can sign in or hand in at this moment.').waitFor();
  await page.getByText('Code is not run or graded at this moment.').waitFor();
  expect((await page.request.get(`${siteUrl}/status`)).headers()['cache-control']).toMatch(/no-store/);
  await context.close();
});

test('D44: at no width of a phone does a line end within “e-mail”', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  for (const address of ['/check-mail', '/families', '/de/privacy'])
    for (let width = 240; width <= 420; width += 12) {
      await page.setViewportSize({ width, height: 800 });
      if (width === 240) await page.goto(`${platform.siteUrl}${address}`);
      const words = await page.locator('main').evaluate((main) => {
        const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
        const found: { word: string; lines: number }[] = [];
        for (let node = walker.nextNode(); node; node = walker.nextNode())
          for (const match of (node.nodeValue ?? '').matchAll(/e-\u2060?mail/giu)) {
            const range = document.createRange();
            range.setStart(node, match.index);
            range.setEnd(node, match.index + match[0].length);
            const tops = [...range.getClientRects()].map(({ top }) => Math.round(top));
            found.push({ word: match[0], lines: new Set(tops).size });
          }
        return found;
      });
      expect(words.length, address).toBeGreaterThan(0);
      expect(
        words.filter(({ lines }) => lines > 1),
        `${address} at ${width} px`,
      ).toEqual([]);
    }
  await context.close();
});
