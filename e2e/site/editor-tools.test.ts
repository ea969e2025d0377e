import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { hydrated, makeStudent, newContext, signIn } from './people.ts';
import { writeCode } from './working.ts';

const platform = await sharedPlatform();
let browser: Browser;
let email: string;

beforeAll(async () => {
  browser = await launchBrowser();
  email = await makeStudent(platform);
});
afterAll(() => browser.close());

async function atWorkbench(language = 'python', options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await newContext(browser, { reducedMotion: 'reduce', ...options })).newPage();
  await signIn(page, platform, email);
  await page.goto(`${platform.siteUrl}/exercises/sum-two-numbers?language=${language}`);
  await hydrated(page);
  return page;
}

const code = (page: Page) => page.locator('.cm-content');
const options = (page: Page) => page.locator('.cm-tooltip-autocomplete [role=option]');
const faults = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

test('words are offered while one types, and take nothing from Enter, Tab and Escape', async () => {
  const page = await atWorkbench();
  await writeCode(page, 'walkers = 1\n');
  await page.keyboard.type('walk');
  await options(page).filter({ hasText: 'walkers' }).waitFor();
  expect(await faults(page)).toEqual([]);
  // Nothing is chosen yet: Enter is a new line.
  await page.keyboard.press('Enter');
  await page.keyboard.type('x = 2');
  await expect.poll(() => code(page).locator('.cm-line').allInnerTexts()).toContain('walk');
  await page.keyboard.press('Enter');
  await page.keyboard.type('walk');
  await options(page).filter({ hasText: 'walkers' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.locator('[role=option][aria-selected=true]').waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => code(page).locator('.cm-line').last().innerText()).toBe('walkers');
  await page.keyboard.press('Enter');
  await page.keyboard.type('walk');
  await options(page).first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Tab now moves on').waitFor();
  await page.keyboard.press('Tab');
  expect(await page.locator('.cm-editor :focus').count()).toBe(0);
  await page.context().close();
});

test.each([
  ['python', 'def f(a):\n  if a:\n     return 1\n', 'def f(a):\n    if a:\n        return 1\n'],
  ['javascript', 'const a=1;if(a){f()}', 'const a = 1;\nif (a) {\n  f();\n}\n'],
  ['typescript', 'let a:number=1', 'let a: number = 1;\n'],
  ['cpp', 'int main() {\nreturn 0;\n}\n', 'int main() {\n  return 0;\n}\n'],
])('%s is formatted by a press, as one step that undo takes back', async (language, before, after) => {
  const page = await atWorkbench(language);
  const text = () => page.locator('textarea[name^="content:"]').first().inputValue();
  await writeCode(page, before);
  await expect.poll(text).toBe(before);
  await page.getByRole('button', { name: 'Format the code' }).click();
  await expect.poll(text, { timeout: 30_000 }).toBe(after);
  await code(page).click();
  await page.keyboard.press('Control+z');
  await expect.poll(text).toBe(before);
  await page.context().close();
});

test('code that cannot be read is left as it is, and one is told', async () => {
  const page = await atWorkbench('javascript');
  await writeCode(page, 'const = 1;;');
  await page.keyboard.press('Shift+Alt+F');
  await page.getByText('This code cannot be read, so it cannot be formatted.').waitFor();
  expect(await code(page).innerText()).toContain('const = 1;;');
  await page.context().close();
});

test('"?" lists the shortcuts wherever one does not write, and a button does everywhere', async () => {
  const page = await atWorkbench();
  await code(page).click();
  await page.keyboard.press('Shift+?');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.getByRole('link', { name: 'Dashboard' }).first().focus();
  await page.keyboard.press('Shift+?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.getByText('Leave the editor').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await dialog.waitFor();
  await page.context().close();
});

test('full screen leaves the workbench alone in the window, with its dialogs, and comes back', async () => {
  const page = await atWorkbench();
  const header = page.getByRole('banner');
  await page.getByRole('button', { name: 'Full screen' }).click();
  await header.waitFor({ state: 'hidden' });
  expect(await page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  await page.getByRole('button', { name: 'Reset to the starter' }).click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Leave full screen' }).click();
  await header.waitFor();
  await page.context().close();
});

test('a browser without full screen shows the workbench in the whole window', async () => {
  const page = await atWorkbench();
  await page.evaluate(() => {
    document.documentElement.requestFullscreen = () => Promise.reject(new TypeError('forbidden'));
  });
  await page.getByRole('button', { name: 'Full screen' }).click();
  await page.getByRole('banner').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Leave full screen' }).click();
  await page.getByRole('banner').waitFor();
  await page.context().close();
});

test('on a phone the signs of code are at hand while one types, large enough for a thumb', async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const page = await atWorkbench('python', phone);
  await page.getByRole('button', { name: 'Code', exact: true }).click();
  const bar = page.getByRole('toolbar', { name: 'Signs for code' });
  expect(await bar.isVisible()).toBe(false);
  await writeCode(page, 'print');
  await bar.waitFor();
  for (const button of await bar.getByRole('button').all()) {
    const { width, height } = (await button.boundingBox())!;
    expect([width >= 44, height >= 44]).toEqual([true, true]);
  }
  await bar.getByRole('button', { name: '(', exact: true }).tap();
  await bar.getByRole('button', { name: '"', exact: true }).tap();
  await expect.poll(() => code(page).innerText()).toBe('print("")');
  await bar.getByRole('button', { name: 'Undo' }).tap();
  await expect.poll(() => code(page).innerText()).not.toBe('print("")');
  expect(await page.locator('.cm-content:focus').count()).toBe(1);
  expect(await faults(page)).toEqual([]);
  await page.context().close();
});
