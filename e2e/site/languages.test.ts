import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, makeStudent, newContext, password, signIn } from './people.ts';
import { call, handIn, signInToApi } from './staff-people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

type CommonTexts = { skip: string; nav: { courses: string } };

type Messages = { [key: string]: string | Messages };

const catalogue = path.resolve(import.meta.dirname, '../../web/messages');
const textsOf = (language: string) =>
  JSON.parse(readFileSync(path.join(catalogue, language, 'common.json'), 'utf8')) as CommonTexts;

/** What the site says in a language as it is written, with nothing to fill in; long enough to stand nowhere by chance. */
function sentencesOf(language: string): string[] {
  const walk = (messages: Messages): string[] =>
    Object.values(messages).flatMap((value) => (typeof value === 'string' ? [value] : walk(value)));
  return readdirSync(path.join(catalogue, language))
    .flatMap((file) =>
      walk(JSON.parse(readFileSync(path.join(catalogue, language, file), 'utf8')) as Messages),
    )
    .filter((sentence) => sentence.length >= 20 && !/[{}'"\\]/.test(sentence));
}

const languageOf = (page: Page) =>
  page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);

test('OPS-7: a visitor reads the site in the language of their browser, and of the address they were given', async () => {
  const context = await newContext(browser, { locale: 'de-DE' });
  const page = await context.newPage();
  const scripts: string[] = [];
  page.on('response', (response) => {
    if (!response.url().endsWith('.js')) return;
    // What is left while it is read has no text.
    response.text().then(
      (text) => scripts.push(text),
      () => undefined,
    );
  });
  await page.goto(`${platform.siteUrl}/courses`);
  expect(new URL(page.url()).pathname).toBe('/de/courses');
  expect(await languageOf(page)).toEqual(['de', 'ltr']);
  await page.getByRole('heading', { level: 1, name: textsOf('de').nav.courses }).waitFor();
  await hydrated(page);
  // The browser was sent German, and nothing of another language.
  await expect.poll(() => scripts.some((text) => text.includes(textsOf('de').skip))).toBe(true);
  const own = sentencesOf('de');
  const said = scripts.join('\n');
  expect(own.filter((sentence) => said.includes(sentence)).length).toBeGreaterThan(10);
  for (const other of ['en', 'ar'])
    expect(
      sentencesOf(other).filter((sentence) => said.includes(sentence) && !own.includes(sentence)),
      other,
    ).toEqual([]);

  await page.locator('main h2 a').first().click();
  await page.waitForURL('**/de/courses/*');
  await page.locator('footer a[hreflang=ar]').click();
  await page.waitForURL('**/ar/courses/*');
  expect(await languageOf(page)).toEqual(['ar', 'rtl']);
  expect(await page.locator('link[rel=alternate][hreflang=de]').getAttribute('href')).toContain(
    '/de/courses/',
  );
  await context.close();
});

test('OPS-7: whoever signed in has their language everywhere, and keeps it when they sign out', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await page.waitForFunction(() => document.documentElement.lang === 'de');
  await page.goto(`${platform.siteUrl}/exercises`);
  expect(await languageOf(page)).toEqual(['de', 'ltr']);
  // An address in another language is the same page for them, in their own.
  await page.goto(`${platform.siteUrl}/ar/exercises`);
  expect([new URL(page.url()).pathname, await languageOf(page)]).toEqual(['/exercises', ['de', 'ltr']]);
  await page.goto(`${platform.siteUrl}/profile`);
  await page.getByRole('combobox', { name: 'Sprache' }).waitFor();
  await context.clearCookies({ name: /waymark_(access|refresh)/ });
  await page.goto(`${platform.siteUrl}/sign-in`);
  expect(new URL(page.url()).pathname).toBe('/de/sign-in');
  await context.close();
});

test.for(['de', 'ar'])(
  'pages in %s break no rule of accessibility and fit a small phone',
  async (language) => {
    const context = await newContext(browser, { viewport: { width: 320, height: 640 }, locale: language });
    const page = await context.newPage();
    const broken: string[] = [];
    const look = async (address: string) => {
      await page.goto(platform.siteUrl + address);
      await hydrated(page);
      expect([address, (await languageOf(page))[0]]).toEqual([address, language]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      if (wide) broken.push(`${address} is wider than the screen`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      broken.push(...violations.map(({ id }) => `${address}: ${id}`));
    };
    for (const address of ['/', '/courses', '/courses/python-foundations', '/sign-in', '/sign-up'])
      await look(address);
    await page.goto(`${platform.siteUrl}/sign-in`);
    await page.locator('input[name=email][type=email]').fill('student@example.com');
    await page.locator('input[name=password][type=password]').fill(demoPassword);
    await page.locator('input[name=password][type=password]').press('Enter');
    await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
    await page.locator(`footer button[value=${language}]`).click();
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
    try {
      for (const address of [
        '/dashboard',
        '/exercises',
        '/exercises/sum-two-numbers',
        '/submissions',
        '/profile',
      ])
        await look(address);
    } finally {
      await page.goto(`${platform.siteUrl}/dashboard`);
      await page.locator('footer button[value=en]').click();
      await page.waitForFunction(() => document.documentElement.lang === 'en');
    }
    expect(broken).toEqual([]);
    await context.close();
  },
);

const germanWords = <Words>(area: string) =>
  JSON.parse(
    readFileSync(path.resolve(import.meta.dirname, `../../web/messages/de/${area}.json`), 'utf8'),
  ) as Words;
const german = {
  refusals: germanWords<{ reasons: Record<string, string> }>('refusals').reasons,
  faults: germanWords<{ reasons: Record<string, string> }>('faults').reasons,
  errors: germanWords<Record<string, string>>('errors'),
  exercises: germanWords<{ submit: string }>('exercises'),
};

/** A text of the catalogue as pages show it: “E-Mail” is not broken at its hyphen. */
const asShown = (text: string): RegExp =>
  new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('-', '-\u2060?'), 'u');

/** An exercise of the trainer's own that may be handed in once, when it is published. */
async function publishOnce(): Promise<string> {
  const { token } = await signInToApi(platform, 'trainer@example.com', demoPassword);
  const slug = `once-${randomBytes(4).toString('hex')}`;
  await call(platform, token, 'POST', '/api/grading/exercises', {
    ...{ slug, title: 'Only once', statement_md: 'Print 1.', kind: 'program', difficulty: 1 },
    ...{ languages: ['python'], max_attempts: 1 },
    tests: [
      { name: 'one', hidden: false, input: { stdin: '' }, expected: { stdout: '1' }, compare: 'trimmed' },
    ],
    starter: { python: [{ name: 'main.py', content: 'print(3)\n' }] },
    solution: { python: [{ name: 'main.py', content: 'print(1)\n' }] },
  });
  const status = () =>
    call<{ status: string }>(platform, token, 'GET', `/api/grading/exercises/${slug}`).then(
      (exercise) => exercise.status,
    );
  await expect.poll(status, { timeout: 120_000 }).toBe('published');
  return slug;
}

test('OPS-7: whoever reads German is refused in German: on forms, in the workbench, and on pages that are not there', async () => {
  const slug = await publishOnce();
  const email = await makeStudent(platform);
  const { token } = await signInToApi(platform, email, password);
  const context = await newContext(browser, { locale: 'de-DE' });
  const page = await context.newPage();
  await page.goto(`${platform.siteUrl}/sign-in`);
  await page.locator('input[name=email][type=email]').fill(email);
  await page.locator('input[name=password][type=password]').fill('not the password');
  await page.locator('input[name=password][type=password]').press('Enter');
  await page.getByText(asShown(german.refusals['wrong_credentials']!)).waitFor();

  await page.locator('input[name=password][type=password]').fill(password);
  await page.locator('input[name=password][type=password]').press('Enter');
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
  await page.locator('footer button[value=de]').click();
  await page.waitForFunction(() => document.documentElement.lang === 'de');
  await page.goto(`${platform.siteUrl}/profile`);
  await page.locator('input[name=current_password]').fill('not the password');
  await page.locator('input[name=password]').fill('a-longer-way-uphill-8');
  await page.locator('input[name=password]').press('Enter');
  await page.getByText(asShown(german.refusals['wrong_password']!)).waitFor();
  await page.getByText(asShown(german.faults['password_wrong']!)).waitFor();

  await page.goto(`${platform.siteUrl}/submissions/00000000-0000-7000-8000-000000000000`);
  await page.getByRole('heading', { name: german.errors['notFoundTitle']! }).waitFor();
  expect(await page.title()).toContain(german.errors['notFoundTitle']);
  await page.goto(`${platform.siteUrl}/admin`);
  await page.getByRole('heading', { name: german.errors['forbiddenTitle']! }).waitFor();
  expect(await page.title()).toContain(german.errors['forbiddenTitle']);

  await page.goto(`${platform.siteUrl}/exercises/${slug}`);
  await hydrated(page);
  await handIn(platform, token, slug, 'print(2)\n');
  await page.getByRole('button', { name: german.exercises.submit, exact: true }).click();
  await page
    .getByText(asShown(german.refusals['no_attempts_left']!.replace('{limit, number}', '1')))
    .waitFor();
  await context.close();
});
