import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { makeStudent, newContext, password, signIn } from './people.ts';
import { call, signInToApi } from './staff-people.ts';
import { writeCode } from './working.ts';

const platform = await sharedPlatform();
const exercise = `${platform.siteUrl}/exercises/sum-two-numbers?language=python`;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const results = (page: Page) => page.getByRole('region', { name: 'Results' });

/** A student at the exercise's workbench, on its course when wanted. */
async function atWorkbench(enrolled = false): Promise<Page> {
  const email = await makeStudent(platform);
  if (enrolled) {
    const { token } = await signInToApi(platform, email, password);
    const course = await call<{ id: string }>(
      platform,
      token,
      'GET',
      '/api/curriculum/courses/python-foundations',
    );
    await call(platform, token, 'POST', '/api/enrolments', { course_id: course.id });
  }
  const page = await (await newContext(browser, { reducedMotion: 'reduce' })).newPage();
  await signIn(page, platform, email);
  await page.goto(exercise);
  await page.locator('.cm-content').waitFor();
  return page;
}

test('GRD-7: the verdict comes into the workbench, which stays: code, place, undo; the title and one announcement tell it', async () => {
  const page = await atWorkbench();
  await writeCode(page, 'first_thought = 1\n');
  // Slow enough for its way to be seen.
  await writeCode(page, 'import time\ntime.sleep(0.4)\nprint(1)\n');
  await page.getByRole('button', { name: 'Submit' }).click();
  await results(page)
    .getByRole('heading', { level: 2, name: /^(Place \d+ in the queue|You are next|In the queue|Running)/ })
    .waitFor();
  await results(page)
    .getByRole('heading', { level: 2, name: /^Not yet: \d of \d tests pass$/ })
    .waitFor();
  expect(page.url()).toBe(exercise);
  expect(await page.title()).toMatch(/^Not yet: .* · Sum two numbers/);
  await results(page).getByRole('group', { name: 'Expected and actual output' }).first().waitFor();
  const announced = page.locator('p[role=status][aria-live=polite]', { hasText: 'tests pass' });
  expect(await announced.count()).toBe(1);
  expect(await results(page).locator('[aria-live]', { hasText: 'tests pass' }).count()).toBe(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+z');
  await page.locator('.cm-content', { hasText: 'first_thought' }).waitFor();
  const record = await page.getByRole('link', { name: 'Page of this submission' }).getAttribute('href');
  await page.goto(`${platform.siteUrl}${record}`);
  await page.getByRole('heading', { level: 1, name: /^Not yet/ }).waitFor();
  await page.context().close();
});

test('a run and a submission are told apart, and after a reload the last submission is there', async () => {
  const page = await atWorkbench();
  await results(page).getByText('Run your code to see what it does').waitFor();
  await writeCode(page, 'print(sum(map(int, open(0).read().split())))\n');
  await page.getByRole('button', { name: 'Submit' }).click();
  await results(page)
    .getByRole('heading', { level: 2, name: /^Accepted/ })
    .waitFor();
  await writeCode(page, 'print("nothing like it")\n');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await results(page).getByText('First difference in line 1').first().waitFor();
  expect(
    await results(page)
      .getByRole('heading', { name: /^Accepted/ })
      .isVisible(),
  ).toBe(false);
  await results(page).getByRole('button', { name: 'Handed in' }).click();
  await results(page)
    .getByRole('heading', { name: /^Accepted/ })
    .waitFor();
  expect(await results(page).getByText('First difference in line 1').first().isVisible()).toBe(false);
  await page.getByText('Kept in this browser').waitFor();
  await page.reload();
  await results(page)
    .getByRole('heading', { level: 2, name: /^Accepted/ })
    .waitFor();
  await page.locator('.cm-content', { hasText: 'nothing like it' }).waitFor();
  await page.context().close();
});

test('after an accepted submission the next exercise is one press away, and begins with nothing of the one before', async () => {
  const page = await atWorkbench(true);
  await writeCode(page, 'print(sum(map(int, open(0).read().split())))\n');
  await page.getByRole('button', { name: 'Submit' }).click();
  await results(page).getByRole('heading', { name: 'One mark further' }).waitFor();
  await page.locator('article .facts').getByText('Solved').waitFor();
  await results(page)
    .getByRole('link', { name: /^Next: / })
    .click();
  await page.waitForURL((url) => url.pathname !== '/exercises/sum-two-numbers');
  await results(page).getByText('Run your code to see what it does').waitFor();
  await page.locator('.cm-content', { hasNotText: 'open(0)' }).waitFor();
  expect(await page.title()).not.toMatch(/Accepted/);
  await page.goBack();
  await page.locator('.cm-content', { hasText: 'open(0)' }).waitFor();
  await page.context().close();
});

test('while one hands in again, the verdict of before does not stand there as the answer', async () => {
  const page = await atWorkbench(true);
  await writeCode(page, 'print(sum(map(int, open(0).read().split())))\n');
  await page.getByRole('button', { name: 'Submit' }).click();
  const accepted = results(page).getByRole('heading', { name: /^Accepted/ });
  await accepted.waitFor();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/*?/submit', async (route) => {
    await released;
    await route.continue();
  });
  await writeCode(page, 'print(1)\n');
  await page.getByRole('button', { name: 'Submit' }).click();
  await results(page).getByText('Handing in').waitFor();
  expect(await accepted.count()).toBe(0);
  release();
  await results(page)
    .getByRole('heading', { name: /^Not yet/ })
    .waitFor();
  await page.context().close();
});

test('on a phone the verdict is in sight after Submit', async () => {
  const context = await newContext(browser, { viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(exercise);
  await page.getByRole('button', { name: 'Code', exact: true }).click();
  await writeCode(page, 'print(1)\n');
  await page.getByRole('button', { name: 'Submit' }).click();
  const verdict = results(page).getByRole('heading', { name: /^Not yet/ });
  await verdict.waitFor();
  const box = (await verdict.boundingBox())!;
  expect(box.y).toBeGreaterThan(0);
  expect(box.y + box.height).toBeLessThan(844);
  await context.close();
});
