import type { APIResponse, Browser, Page } from 'playwright-core';
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

/**
 * Opens `path` with its scripts held back, as over a slow line, until what it returns is called.
 * @param hold holds one of them back for longer
 */
async function openBeforeScripts(
  page: Page,
  path: string,
  hold: (script: APIResponse) => Promise<void> = async () => undefined,
): Promise<() => void> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/_app/**/*.js', async (route) => {
    const script = await route.fetch();
    await released;
    await hold(script);
    await route.fulfill({ response: script });
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

test('what is pressed is not done any more once one has gone on to type', async () => {
  const page = await (await newContext(browser)).newPage();
  await signIn(page, platform, await makeStudent(platform));
  const release = await openBeforeScripts(page, '/exercises/sum-two-numbers');
  await page.getByRole('button', { name: 'Full screen' }).click();
  await page.getByLabel('Code of main.py').fill('print(1)\n');
  expect(await page.locator('button[aria-busy]').count()).toBe(0);
  release();
  await page.locator('.cm-content', { hasText: 'print(1)' }).waitFor();
  await page.getByRole('button', { name: 'Full screen' }).waitFor();
  await page.context().close();
});

test('what is typed before the editor has come stays in sight and is kept, one writes on in it, and undo brings back what was there', async () => {
  const page = await (await newContext(browser)).newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(`${platform.siteUrl}/exercises/sum-two-numbers`);
  await writeCode(page, 'print("kept")\n');
  await page.getByText('Kept in this browser').waitFor();
  // The page's scripts come, the editor's own later.
  let releaseEditor = (): void => undefined;
  const held = new Promise<void>((resolve) => (releaseEditor = resolve));
  const release = await openBeforeScripts(page, '/exercises/sum-two-numbers', async (script) => {
    if ((await script.text()).includes('cm-content')) await held;
  });
  const code = page.getByLabel('Code of main.py');
  await code.fill('print("early")\n');
  release();
  await page.getByText('Undo brings back the code from before.').waitFor();
  expect(await code.inputValue()).toBe('print("early")\n');
  await code.press('Control+End');
  await page.keyboard.type('print("later")');
  releaseEditor();
  await page.locator('.cm-content', { hasText: 'later' }).waitFor();
  await page.locator('.cm-focused').waitFor();
  await page.keyboard.type('\nprint("last")');
  const lines = () => page.locator('.cm-line').allTextContents();
  await expect.poll(lines).toEqual(['print("early")', 'print("later")', 'print("last")']);
  await page.getByText('Kept in this browser').waitFor();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await page.locator('.cm-content', { hasText: 'kept' }).waitFor();
  await page.context().close();
});
