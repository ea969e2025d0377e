import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { hydrated, makeStudent, newContext, signIn } from './people.ts';
import { writeCode } from './working.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Opens `path` with its scripts held back, as over a slow line, until what it returns is called. */
async function openBeforeScripts(page: Page, path: string): Promise<() => void> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/_app/**/*.js', async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(`${platform.siteUrl}${path}`, { waitUntil: 'commit' });
  return release;
}

test('a pane chosen on a phone before the scripts have come is shown once they are there', async () => {
  const context = await newContext(browser, { viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  const release = await openBeforeScripts(page, '/exercises/sum-two-numbers');
  const code = page.getByRole('button', { name: 'Code', exact: true });
  await code.click();
  await page.locator('button[aria-busy]', { hasText: 'Code' }).waitFor();
  release();
  await page.locator('.cm-content').waitFor();
  expect(await code.getAttribute('aria-pressed')).toBe('true');
  expect(await code.getAttribute('aria-busy')).toBeNull();
  await context.close();
});

test('what is pressed twice before the scripts have come is done once', async () => {
  const page = await (await newContext(browser)).newPage();
  await signIn(page, platform, await makeStudent(platform));
  const release = await openBeforeScripts(page, '/exercises/sum-two-numbers');
  const full = page.getByRole('button', { name: 'Full screen' });
  await full.click();
  await full.click();
  release();
  await hydrated(page);
  await page.getByRole('button', { name: 'Leave full screen' }).waitFor();
  await page.context().close();
});

test('what is typed before the scripts have come stays, over what was kept, which undo brings back', async () => {
  const page = await (await newContext(browser)).newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(`${platform.siteUrl}/exercises/sum-two-numbers`);
  await writeCode(page, 'print("kept")\n');
  await page.getByText('Kept in this browser').waitFor();
  const release = await openBeforeScripts(page, '/exercises/sum-two-numbers');
  await page.getByLabel('Code of main.py').fill('print("typed early")\n');
  release();
  await page.locator('.cm-content', { hasText: 'typed early' }).click();
  await page.keyboard.press('Control+z');
  await page.locator('.cm-content', { hasText: 'kept' }).waitFor();
  await page.context().close();
});
