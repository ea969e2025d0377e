import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { makeStudent, newContext, signIn } from './people.ts';
import { makeParent } from './staff-people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('GRD-5: without scripts one signs in, runs, submits, and the result refreshes itself until the verdict', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(`${platform.siteUrl}/exercises/sum-two-numbers`);
  await page.getByRole('link', { name: 'Python', exact: true }).click();
  await page.waitForURL('**?language=python');
  const editor = page.getByLabel('Code of main.py');
  await editor.fill('a, b = map(int, input().split())\nprint(a + b + 1)\n');
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByText('First difference in line 1').first().waitFor();
  // The page that came back still holds what was written.
  expect(await page.getByLabel('Code of main.py').inputValue()).toContain('a + b + 1');

  await page
    .getByLabel('Code of main.py')
    .fill('import sys\nprint(sum(map(int, sys.stdin.read().split())))\n');
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.getByRole('heading', { level: 1, name: /^Accepted/ }).waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/submissions\//);
  await context.close();
});

test('ACC-3: without scripts a refused form says why beside its field, and keeps what was typed', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${platform.siteUrl}/sign-up`);
  await page.getByLabel('Name').fill('Pat Plain');
  await page.getByLabel('E-mail').fill('pat@example.com');
  await page.getByLabel('Password').fill('12345678');
  await page.getByRole('button', { name: 'Create account' }).click();
  const field = page.getByLabel('Password');
  await field.and(page.locator('[aria-invalid=true]')).waitFor();
  expect(await page.getByLabel('E-mail').inputValue()).toBe('pat@example.com');
  await context.close();
});

test('CUR-4: without scripts the page after a lesson says once that it is done', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(`${platform.siteUrl}/courses/python-foundations`);
  await page.getByRole('button', { name: 'Start this course' }).click();
  await page.getByRole('button', { name: 'Mark done, next' }).click();
  const said = page.getByRole('status').filter({ hasText: /^\s*Lesson “.+” is done\.\s*$/ });
  await said.waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Mark done, next' }).waitFor();
  expect(await said.count()).toBe(0);
  await context.close();
});

test('ACC-9: without scripts a parent adds a child, looks through their eyes, and comes back', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, platform, await makeParent(platform));
  await page.goto(`${platform.siteUrl}/family`);
  await page.locator('summary', { hasText: 'Add a child' }).click();
  const add = page.locator('form[action="?/add"]').filter({ visible: true });
  await add.getByLabel('Name').fill('Robin Small');
  await add.getByRole('checkbox').check();
  await add.getByRole('button').click();
  await page.getByRole('heading', { level: 2, name: 'Robin Small' }).waitFor();
  await page.locator('summary', { hasText: 'View as Robin Small' }).click();
  const view = page.locator('form[action="?/view"]').filter({ visible: true });
  await view.getByRole('checkbox').check();
  await view.getByRole('button').click();
  await page.waitForURL('**/dashboard');
  await page.getByRole('button', { name: 'Back to your own account' }).click();
  await page.getByRole('heading', { level: 2, name: 'Robin Small' }).waitFor();
  await context.close();
});
