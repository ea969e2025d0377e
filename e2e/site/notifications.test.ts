import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, newContext, password, signIn } from './people.ts';
import { call, handIn, makeTaughtStudent, signInToApi } from './staff-people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A student with something handed in, and how their trainer comments on it. */
async function commented() {
  const student = await makeTaughtStudent(platform);
  const trainer = await signInToApi(platform, 'trainer@example.com', demoPassword);
  const { id } = await handIn(platform, student.token, 'sum-two-numbers', 'print(3)\n');
  const comment = (body: string) =>
    call(platform, trainer.token, 'POST', `/api/grading/submissions/${id}/comments`, { body });
  return { ...student, submission: id, comment };
}

const unreadOf = (token: string) => async () =>
  (await call<{ unread: number }>(platform, token, 'GET', '/api/notifications')).unread;

test('COM-4: a trainer comments, the student’s bell counts it live, its panel leads there, and it is read', async () => {
  const { email, token, submission, comment } = await commented();
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, email, password);
  await hydrated(page);
  await page.getByRole('link', { name: 'Notifications', exact: true }).waitFor();
  await comment('Look at the last line.');
  await page.getByRole('link', { name: 'Notifications, 1 unread' }).waitFor();
  await comment('And at the first.');
  await page.getByRole('link', { name: 'Notifications, 2 unread' }).click();
  const panel = page.getByRole('dialog', { name: 'Notifications' });
  await panel.getByText('Look at the last line.').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => panel.count()).toBe(0);
  const focused = await page.evaluate(() => document.activeElement?.getAttribute('href'));
  expect(focused).toBe('/notifications');

  await page.getByRole('link', { name: 'Notifications, 2 unread' }).click();
  await panel
    .getByRole('link', { name: /commented on “/ })
    .first()
    .click();
  await page.waitForURL(`**/submissions/${submission}`);
  await page.getByRole('link', { name: 'Notifications, 1 unread' }).waitFor();
  await expect.poll(unreadOf(token)).toBe(1);

  await page.getByRole('link', { name: 'Notifications, 1 unread' }).click();
  await panel.getByRole('button', { name: 'Mark all as read' }).click();
  await page.getByRole('link', { name: 'Notifications', exact: true }).waitFor();
  await panel.getByRole('link', { name: 'Show all' }).click();
  await page.waitForURL('**/notifications');
  await expect.poll(() => page.getByRole('article').count()).toBe(2);
  await context.close();
});

test('COM-4: on a phone the bell leads to the page, which follows by itself', async () => {
  const { email, comment } = await commented();
  const context = await newContext(browser, { viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  await signIn(page, platform, email, password);
  await hydrated(page);
  await page.getByRole('link', { name: 'Notifications', exact: true }).click();
  await page.waitForURL('**/notifications');
  await page.getByText('Nothing yet.').waitFor();
  await comment('Look at the last line.');
  await page.getByRole('article').getByText('Look at the last line.').waitFor();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(overflow).toBe(false);
  await context.close();
});

test('COM-4: without scripts the page lists, filters and marks as read, and one chooses what one is told', async () => {
  const { email, token, comment } = await commented();
  for (const body of ['One.', 'Two.', 'Three.']) await comment(body);
  await expect.poll(unreadOf(token), { timeout: 30_000 }).toBe(3);
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, platform, email, password);
  await page.getByRole('link', { name: 'Notifications, 3 unread' }).click();
  await page.waitForURL('**/notifications');
  await page.getByRole('article').filter({ hasText: 'Two.' }).waitFor();
  await page.getByRole('button', { name: 'Mark as read', exact: true }).first().click();
  await page.getByRole('link', { name: 'Unread (2)' }).click();
  expect(await page.getByRole('article').count()).toBe(2);
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await page.getByText('All are marked as read.').waitFor();
  expect(await unreadOf(token)()).toBe(0);

  await page.goto(`${platform.siteUrl}/profile/notifications`);
  await page.getByLabel('Comments on submissions: by mail').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your choice is saved.').waitFor();
  expect(await page.getByLabel('Comments on submissions: by mail').isChecked()).toBe(false);
  expect(await page.getByLabel('Comments on submissions: here').isChecked()).toBe(true);
  await context.close();
});

test('COM-4: a link that is none of ours says so, and leads to where one chooses', async () => {
  const page = await (await newContext(browser)).newPage();
  await page.goto(`${platform.siteUrl}/unsubscribe/${'A'.repeat(60)}`);
  await page.getByText('This link does not work.').waitFor();
  await page.context().close();
});
