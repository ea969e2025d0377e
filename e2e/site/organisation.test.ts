import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { newContext, signIn } from './people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('ACC-6: a colour that cannot be read is refused on its field, and stays there to be changed', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, platform, 'other-admin@example.com', demoPassword);
  await page.goto(`${platform.siteUrl}/admin/organisation`);
  const colour = page.getByRole('textbox', { name: 'Primary colour' });
  const before = await colour.inputValue();
  await colour.fill('#5CC5A4');
  await page.getByRole('button', { name: 'Save' }).click();
  await colour.and(page.locator('[aria-invalid=true]')).waitFor();
  await page.getByText('is too faint to read').waitFor();
  expect(await colour.inputValue()).toBe('#5CC5A4');
  await page.goto(`${platform.siteUrl}/admin/organisation`);
  expect(await colour.inputValue()).toBe(before);
  await context.close();
});
