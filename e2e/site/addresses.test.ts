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
