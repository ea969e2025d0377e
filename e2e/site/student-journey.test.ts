import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { mailedPath, makeStudent, newContext, newEmail, password, signIn } from './people.ts';
import { handInAndOpen, writeCode } from './working.ts';

const platform = await sharedPlatform();
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('ACC-1, GRD-5, GRD-7: someone new registers, confirms their mail, runs freely, submits, and follows the verdict', async () => {
  page = await (await newContext(browser)).newPage();
  const email = newEmail();
  await page.goto(`${platform.siteUrl}/sign-up`);
  await page.getByLabel('Name').fill('Nia New');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('**/check-mail');

  await page.goto(`${platform.siteUrl}/exercises/sum-two-numbers?language=python`);
  await page.getByText(/Confirm your e-.mail address before you submit\./u).waitFor();
  expect(await page.getByRole('button', { name: 'Submit' }).isDisabled()).toBe(true);

  const link = await mailedPath(platform, email, '/verify-email/');
  await page.goto(`${platform.siteUrl}${link}`);
  await page.getByRole('button', { name: /^Confirm my e-.mail$/u }).click();
  await page.getByText(/Your e-.mail is confirmed\./u).waitFor();

  await page.goto(`${platform.siteUrl}/exercises/sum-two-numbers?language=python`);
  await writeCode(page, 'a, b = input().split()\nprint(int(a) - int(b))\n');
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByLabel('Results', { exact: true }).getByText('First difference in line 1').first().waitFor();

  await handInAndOpen(page);
  await page.getByRole('heading', { level: 1, name: /Not yet: \d of \d tests pass/ }).waitFor();
  expect(await page.getByRole('group', { name: 'Expected and actual output' }).first().innerText()).toContain(
    'Your output',
  );
  // Hidden tests are named, and nothing of them is shown.
  expect(await page.getByText('Hidden test').count()).toBeGreaterThan(0);

  await page.getByRole('link', { name: 'Back to the exercise' }).click();
  await page.waitForURL('**/exercises/**');
  await page.getByText('int(b)').waitFor();
  await writeCode(page, 'import sys\nprint(sum(map(int, sys.stdin.read().split())))\n');
  await handInAndOpen(page);
  await page.getByRole('heading', { level: 1, name: /^Accepted/ }).waitFor();

  await page.getByRole('link', { name: 'Each step of it' }).click();
  await page.waitForURL('**/processes/grade-submission:*');
  await page.getByRole('heading', { level: 1, name: 'Grading' }).waitFor();
  await page.getByRole('list', { name: 'What happened' }).getByText('Graded: Accepted').waitFor();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('link', { name: 'The submission' }).click();
  await page.getByRole('heading', { level: 1, name: /^Accepted/ }).waitFor();

  await page.goto(`${platform.siteUrl}/submissions`);
  expect(await page.getByRole('row').filter({ hasText: 'Sum two numbers' }).count()).toBe(2);
});

test('GRD-7: the verdict is announced once, to readers who cannot see it', async () => {
  page = await (await newContext(browser)).newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(`${platform.siteUrl}/exercises/sum-two-numbers?language=python`);
  // Slow enough that the page is there before the verdict.
  await writeCode(page, 'import time\ntime.sleep(0.5)\nprint(1)\n');
  await handInAndOpen(page);
  const announced = page.locator('p[role=status][aria-live=polite]', { hasText: 'tests pass' });
  await announced.waitFor({ state: 'attached' });
  expect(await announced.count()).toBe(1);
  expect(await announced.innerText()).toContain('Not yet');
});

test('CUR-2, CUR-4: a course is started, a lesson is marked done, and the dashboard goes on where one left', async () => {
  page = await (await newContext(browser)).newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.getByText('You are not on a trail yet').waitFor();
  await page.goto(`${platform.siteUrl}/courses/python-foundations`);
  await page.getByRole('button', { name: 'Start this course' }).click();
  await page.waitForURL('**/courses/python-foundations/**');
  const first = await page.getByRole('heading', { level: 1 }).innerText();
  await page.getByRole('button', { name: 'Mark done, next' }).click();
  await page.locator('h1').filter({ hasNotText: first }).waitFor();
  const second = await page.getByRole('heading', { level: 1 }).innerText();
  const said = page.getByRole('status').filter({ hasText: `Lesson “${first}” is done.` });
  await said.waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: second }).waitFor();
  expect(await said.count()).toBe(0);
  await page.goto(`${platform.siteUrl}/dashboard`);
  await page.getByRole('heading', { level: 2, name: second }).waitFor();
  await page.getByText('Lesson 2 of 8').waitFor();
});
