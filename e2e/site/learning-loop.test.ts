import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { hydrated, mailedPath, makeStudent, newContext, newEmail, password, signIn } from './people.ts';
import { call, signInToApi } from './staff-people.ts';
import { handInAndOpen, writeCode } from './working.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const course = '/courses/python-foundations';

type Lessons = { lessons: { id: string; slug: string; exercises: { slug: string }[] }[]; id: string };

/** A student on the course, at a page, and what the API knows of the course. */
async function onCourse(path: string) {
  const email = await makeStudent(platform);
  const { token } = await signInToApi(platform, email, password);
  const found = await call<Lessons>(platform, token, 'GET', '/api/curriculum/courses/python-foundations');
  await call(platform, token, 'POST', '/api/enrolments', { course_id: found.id });
  const page = await (await newContext(browser, { reducedMotion: 'reduce' })).newPage();
  await signIn(page, platform, email);
  await page.goto(`${platform.siteUrl}${path}`);
  await hydrated(page);
  return { page, token, lessons: found.lessons };
}

const faults = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

test('after a verdict there is a next step: the next exercise, then the lesson, then the next lesson', async () => {
  const { page, lessons } = await onCourse('/exercises/sum-two-numbers?language=python');
  const lesson = lessons.find(({ exercises }) => exercises.some(({ slug }) => slug === 'sum-two-numbers'))!;
  await page
    .locator('article')
    .getByRole('link', { name: /^Lesson \d: / })
    .waitFor();
  await writeCode(page, 'print(1)\n');
  await handInAndOpen(page);
  await page.getByRole('heading', { level: 1, name: /^Not yet/ }).waitFor();
  await page.getByRole('heading', { name: 'Where you are' }).waitFor();
  await page.getByRole('link', { name: 'Back to the exercise' }).click();
  await writeCode(page, 'import sys\nprint(sum(map(int, sys.stdin.read().split())))\n');
  await handInAndOpen(page);
  await page.getByRole('heading', { level: 1, name: /^Accepted/ }).waitFor();
  await page.getByRole('heading', { name: 'One mark further' }).waitFor();
  // The page was open before the verdict: what moved on the trail came by itself.
  const here = page.getByRole('list', { name: 'Exercises of this lesson' });
  await here
    .getByRole('listitem')
    .filter({ hasText: 'Sum two numbers' })
    .getByText('Solved', { exact: true })
    .waitFor();
  expect(await faults(page)).toEqual([]);
  const on = page.getByRole('link', { name: /^(Next: |Back to the lesson, to finish it)/ });
  await on.click();
  await page.waitForURL(
    (url) => url.pathname.startsWith('/exercises/') || url.pathname === `${course}/${lesson.slug}`,
  );
});

test('a lesson that is read with exercises open is half a mark, and the end names what is left', async () => {
  const { page, token, lessons } = await onCourse(course);
  for (const { id } of lessons)
    await call(platform, token, 'POST', '/api/curriculum/progress', { lesson_id: id, status: 'completed' });
  const last = lessons.at(-1)!;
  await page.goto(`${platform.siteUrl}${course}/${last.slug}?end#end`);
  await page.getByRole('heading', { name: 'Still open in this course' }).waitFor();
  const left = page.locator('#end').getByRole('link', { name: 'Sum two numbers' });
  expect(await left.getAttribute('href')).toBe('/exercises/sum-two-numbers');
  await page.getByText('read, with exercises open').first().waitFor({ state: 'attached' });
  expect(await page.locator('.blaze.half').count()).toBeGreaterThan(0);
  expect(await faults(page)).toEqual([]);
});

test('every lesson of the course ends with what is open in it, on a phone too', async () => {
  const { page, lessons } = await onCourse(course);
  const lesson = lessons.find(({ exercises }) => exercises.some(({ slug }) => slug === 'sum-two-numbers'))!;
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${platform.siteUrl}${course}/${lesson.slug}`);
  const left = page.getByRole('region', { name: 'Still open in this lesson' });
  await left.getByRole('link', { name: 'Sum two numbers' }).click();
  await page.waitForURL('**/exercises/sum-two-numbers');
  await page.context().close();
});

test('the wish to start a course outlives making an account, in the mail’s own tab too; times are those of the browser', async () => {
  const context = await newContext(browser, {
    timezoneId: 'Asia/Kolkata',
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  const email = newEmail();
  await page.goto(`${platform.siteUrl}${course}`);
  await page.getByRole('link', { name: 'Sign in to start' }).click();
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.waitForURL('**/sign-up**');
  await hydrated(page);
  await page.getByLabel('Name').fill('Nia New');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('**/check-mail');
  const onward = page.locator('main').getByRole('link').first();
  expect(await onward.getAttribute('href')).toBe(course);
  await page.getByText(/Times are shown for Asia\/(Kolkata|Calcutta)\./).waitFor();
  expect(await page.getByRole('link', { name: 'Change the time zone' }).getAttribute('href')).toBe(
    '/profile',
  );

  // Until the address is confirmed, every page says so and has the way to a new link; the workbench's bar stays in sight.
  await page.goto(`${platform.siteUrl}/exercises/sum-two-numbers`);
  await page.getByText(/Confirm your e-.mail address to hand in work/u).waitFor();
  expect(await faults(page)).toEqual([]);
  const bar = (await page.getByRole('button', { name: 'Submit' }).boundingBox())!;
  expect(bar.y + bar.height).toBeLessThanOrEqual(800);
  await page.getByRole('button', { name: 'Send the link again' }).click();
  await page.waitForURL('**/check-mail');

  const tab = await context.newPage();
  await tab.goto(`${platform.siteUrl}${await mailedPath(platform, email, '/verify-email/')}`);
  await tab.getByRole('button', { name: /^Confirm my e-.mail$/u }).click();
  await tab.getByText(/Your e-.mail is confirmed\./u).waitFor();
  await tab.locator('main').getByRole('link').first().click();
  await tab.waitForURL(`**${course}`);
  expect(await tab.getByText(/Confirm your e-.mail address to hand in work/u).count()).toBe(0);
  await tab.goto(`${platform.siteUrl}/profile`);
  expect(await tab.locator('select[name="time_zone"], input[name="time_zone"]').first().inputValue()).toMatch(
    /^Asia\/(Kolkata|Calcutta)$/,
  );
  await context.close();
});
