import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { makeStudent, newContext, signIn } from './people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('D24, D25, D50: an address that means nothing says so and leads home; a page past the end leads to the last one', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, 'student@example.com', demoPassword);
  const addresses = ['/submissions/abc', '/submissions/00000000-0000-7000-8000-000000000000', '/nowhere'];
  for (const address of addresses) {
    const response = await page.goto(platform.siteUrl + address);
    expect([address, response?.status()]).toEqual([address, 404]);
    await page.getByRole('heading', { name: 'The trail ends here' }).waitFor();
    expect(await page.title()).not.toContain('fields');
  }
  await page.getByRole('link', { name: 'Go to the start page' }).click();
  await page.waitForURL('**/dashboard');

  await page.goto(`${platform.siteUrl}/exercises?page=999`);
  expect(new URL(page.url()).searchParams.get('page')).not.toBe('999');
  await page.locator('main a[href^="/exercises/"]').first().waitFor();
});

test('a mailed link that was copied only in part does not work, says so, and leads to a new one', async () => {
  const page = await (await newContext(browser)).newPage();
  await page.goto(`${platform.siteUrl}/verify-email/cut-short`);
  await page.getByRole('button', { name: /^Confirm my e-.?mail$/u }).click();
  await page.getByText('This link does not work').waitFor();
  await page.getByRole('link', { name: 'Get a new link' }).click();
  await page.waitForURL('**/check-mail');
  await page.getByRole('heading', { level: 1, name: 'Need a new link?' }).waitFor();
  expect(await page.locator('main').innerText()).not.toMatch(/We sent/);
  await page.getByLabel('E-mail').fill('nobody-has-this@example.com');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('If this address waits to be confirmed').waitFor();

  await page.goto(`${platform.siteUrl}/reset-password/cut-short`);
  await page.getByLabel('New password').fill('another-long-way-8');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByText('This link does not work').waitFor();
  expect(await page.getByLabel('New password').count()).toBe(0);
  await page.getByRole('link', { name: 'Ask for a new link' }).click();
  await page.waitForURL('**/reset-password');
  await page.context().close();
});

test('ACC-3: whoever signs up with an address that has an account is told of a mail, not of a link to confirm it', async () => {
  const email = await makeStudent(platform);
  const page = await (await newContext(browser)).newPage();
  await page.goto(`${platform.siteUrl}/sign-up`);
  await page.getByLabel('Name').fill('Willa Again');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('forgot-the-first-one-9');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('**/check-mail?written');
  await page.getByText('It says how to go on').waitFor();
  await page.context().close();
});

test('what is due soon has an address of its own, which the filter shows', async () => {
  const page = await (await newContext(browser)).newPage();
  await signIn(page, platform, 'trainer@example.com', demoPassword);
  await page.goto(`${platform.siteUrl}/exercises?due=soon`);
  expect(await page.getByLabel('Due', { exact: true }).inputValue()).toBe('soon');
  const due = await page.getByRole('main').locator('a[href^="/exercises/"]').count();
  await page.getByRole('link', { name: 'Clear filters' }).first().click();
  await page.waitForURL((url) => url.search === '');
  expect(await page.getByRole('main').locator('a[href^="/exercises/"]').count()).toBeGreaterThan(due);
  await page.context().close();
});

test('D50: of two lists on a page each is led to its own last page', async () => {
  const page = await (await newContext(browser)).newPage();
  await signIn(page, platform, 'admin@example.com', demoPassword);
  await page.goto(`${platform.siteUrl}/admin/trainers?trainers=999`);
  expect(Number(new URL(page.url()).searchParams.get('trainers'))).toBeLessThan(999);
  await page.getByRole('main').getByRole('table').first().waitFor();
  await page.context().close();
});
