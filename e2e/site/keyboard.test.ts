import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { makeStudent, newContext, signIn } from './people.ts';
import { handInAndOpen } from './working.ts';

const platform = await sharedPlatform();
let browser: Browser;
let page: Page;
let email: string;

beforeAll(async () => {
  browser = await launchBrowser();
  email = await makeStudent(platform);
});
beforeEach(async () => {
  const context = await newContext(browser);
  page = await context.newPage();
  await signIn(page, platform, email);
  await page.goto(`${platform.siteUrl}/exercises/sum-two-numbers?language=python`);
  await page.locator('.cm-content').waitFor();
});
afterAll(() => browser.close());

const focused = async () => (await page.locator('.cm-editor :focus').count()) === 1;

test('GRD-5: Ctrl+Enter runs and Ctrl+Shift+Enter submits, from inside the editor', async () => {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('print(sum(map(int, open(0).read().split())))');
  await page.keyboard.press('Control+Enter');
  await page.getByText('The visible tests pass').waitFor();
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+Shift+Enter');
  await page.getByRole('heading', { level: 2, name: /^Accepted/ }).waitFor();
});

test('Tab indents in the editor; after Escape it leaves, and the page says so', async () => {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Tab');
  expect(await focused()).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByText('Tab now moves on').waitFor();
  await page.keyboard.press('Tab');
  expect(await focused()).toBe(false);
});

test('unsaved work is still there after a reload, and the starter comes back when asked for', async () => {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('my_own = "work"');
  await page.getByText('Kept in this browser').waitFor();
  await page.reload();
  await page.locator('.cm-content', { hasText: 'my_own' }).waitFor();
  await page.getByRole('button', { name: 'Reset to the starter' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset to the starter' }).click();
  await page.locator('.cm-content', { hasNotText: 'my_own' }).waitFor();
});

test('on a device that keeps no work of one’s own, one goes on from what was handed in last', async () => {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('handed_in = "from home"');
  await handInAndOpen(page);
  const elsewhere = await (await newContext(browser)).newPage();
  await signIn(elsewhere, platform, email);
  await elsewhere.goto(`${platform.siteUrl}/exercises/sum-two-numbers`);
  await elsewhere.locator('.cm-content', { hasText: 'from home' }).waitFor();
  await elsewhere.getByRole('button', { name: 'Reset to the starter' }).click();
  await elsewhere.getByRole('dialog').getByRole('button', { name: 'Reset to the starter' }).click();
  await elsewhere.locator('.cm-content', { hasText: 'sys.stdin.read' }).waitFor();
  await elsewhere.reload();
  await elsewhere.locator('.cm-content', { hasText: 'sys.stdin.read' }).waitFor();
});

test('work is kept however soon the page is left after the last key', async () => {
  const typed = async (text: string) => {
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(text);
  };
  await typed('left_by = "a reload"');
  await page.reload();
  await page.locator('.cm-content', { hasText: 'a reload' }).waitFor();
  await typed('left_by = "a link"');
  // Pressed by the page itself: a pointer that travels would give the work time to be saved.
  await page.evaluate(() =>
    document.querySelector<HTMLAnchorElement>('header a[href="/dashboard"]')?.click(),
  );
  await page.waitForURL('**/dashboard');
  await page.goBack();
  await page.locator('.cm-content', { hasText: 'a link' }).waitFor();
});

test('each language keeps its own work', async () => {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('python_only = 1');
  await page.getByText('Kept in this browser').waitFor();
  await page.getByLabel('Language').selectOption('javascript');
  await page.waitForURL('**language=javascript');
  await page.locator('.cm-content', { hasNotText: 'python_only' }).waitFor();
  await page.getByLabel('Language').selectOption('python');
  await page.locator('.cm-content', { hasText: 'python_only' }).waitFor();
});

test('the first stop of Tab is the way past the navigation', async () => {
  await page.goto(`${platform.siteUrl}/exercises`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.locator('main#content:focus').count()).toBe(1);
});

test('a dialog gives the focus back to what opened it', async () => {
  const opener = page.getByRole('button', { name: 'Earlier attempts' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await opener.and(page.locator(':focus')).count()).toBe(1);
});
