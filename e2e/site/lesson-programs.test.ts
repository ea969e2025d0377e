import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { hydrated, makeStudent, newContext, signIn } from './people.ts';

const platform = await sharedPlatform();
const lesson = '/courses/python-foundations/numbers-and-text';
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** The program of a lesson with this caption. */
const programOf = (page: Page, caption: string): Locator =>
  page.locator('figure', { has: page.locator('figcaption', { hasText: caption }) }).locator('form');

/** Everything that holds the editor, of what the page has fetched. */
const watchEditor = (page: Page): (() => Promise<string[]>) => {
  const scripts: Promise<string | null>[] = [];
  page.on('response', (response) => {
    if (/\.js($|\?)/.test(response.url()))
      scripts.push(
        response.text().then(
          (text) => (text.includes('cm-content') ? response.url() : null),
          () => null,
        ),
      );
  });
  return async () => (await Promise.all(scripts)).filter((url) => url !== null);
};

const faultsOf = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
};

/** Writes over what stands in a program's editor. */
const write = async (page: Page, program: Locator, code: string): Promise<void> => {
  await program.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(code);
};

test('D22: a student edits a lesson’s program where it stands and runs it; the editor comes only when it is asked for', async () => {
  const context = await newContext(browser, { reducedMotion: 'reduce' });
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  const editors = watchEditor(page);
  await page.goto(platform.siteUrl + lesson, { waitUntil: 'load' });
  await hydrated(page);
  const program = programOf(page, 'f-strings');
  await program.getByRole('button', { name: 'Run' }).click();
  await program.getByText('Leo has 17 points, 3 are missing.').waitFor();
  expect(await editors()).toEqual([]);

  await program.getByRole('button', { name: 'Edit' }).click();
  await write(page, program, 'print("<b>bold</b> " + str(6 * 7))\n');
  await page.keyboard.press('Control+Enter');
  await program.getByText('<b>bold</b> 42').last().waitFor();
  expect(await program.locator('.outcome b').count()).toBe(0);
  expect(await faultsOf(page)).toEqual([]);

  // A fault of the program is shown beside it, and what is written stays through lost connections.
  await write(page, program, 'print(1 / 0)\n');
  await program.getByRole('button', { name: 'Run' }).click();
  await program.getByText('ZeroDivisionError').first().waitFor();
  await context.setOffline(true);
  await program.getByRole('button', { name: 'Run' }).click();
  await program.getByText('You are offline. Your code is still here').waitFor();
  await context.setOffline(false);
  // Nor is it lost by looking at another page.
  await page.goto(`${platform.siteUrl}/dashboard`);
  await page.goto(platform.siteUrl + lesson);
  await program.locator('.cm-content').waitFor();
  expect(await program.locator('.cm-content').innerText()).toContain('print(1 / 0)');

  await program.getByRole('button', { name: 'Reset' }).click();
  await program.getByRole('button', { name: 'Run' }).click();
  await program.getByText('Leo has 17 points, 3 are missing.').waitFor();
  await context.close();
});

test('D22: a program that reads something reads what the student wrote', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(`${platform.siteUrl}/courses/python-foundations/your-first-program`);
  await hydrated(page);
  const program = programOf(page, 'A program that listens');
  await program.getByLabel('What the program reads').fill('Yuki');
  await page.keyboard.press('Control+Enter');
  await program.getByText('Hello, Yuki').waitFor();
  await context.close();
});

test('D22: a visitor takes one letter out of the code on the first page, and sees its tests pass', async () => {
  const context = await newContext(browser, { reducedMotion: 'reduce' });
  const page = await context.newPage();
  const editors = watchEditor(page);
  await page.goto(platform.siteUrl, { waitUntil: 'load' });
  await hydrated(page);
  const program = page.locator('#program-recorded');
  await program.getByText('7 of 10 tests pass').waitFor();
  expect(await editors()).toEqual([]);

  await program.getByRole('button', { name: 'Edit' }).click();
  await program.locator('.cm-content:focus').waitFor();
  for (const key of [
    'Control+Home',
    'ArrowDown',
    ...Array<string>('noun = "items'.length).fill('ArrowRight'),
  ])
    await page.keyboard.press(key);
  await page.keyboard.press('Backspace');
  await program.getByRole('button', { name: 'Run' }).click();
  await program.getByText(/^All \d visible tests pass$/).waitFor();
  expect(await program.getByText('7 of 10 tests pass').count()).toBe(0);
  expect(await faultsOf(page)).toEqual([]);
  await context.close();
});

test('D22: without scripts the same forms lead to a page with the result, and keep what was written', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(platform.siteUrl);
  const recorded = page.locator('#program-recorded');
  await recorded.locator('summary').click();
  const field = recorded.getByLabel('Code of this program');
  await field.fill((await field.inputValue()).replace('"items" if', '"item" if'));
  await recorded.getByRole('button', { name: 'Run' }).click();
  await recorded.getByText(/^All \d visible tests pass$/).waitFor();
  expect(await field.inputValue()).toContain('"item" if');

  await signIn(page, platform, await makeStudent(platform));
  await page.goto(platform.siteUrl + lesson);
  const program = programOf(page, 'f-strings');
  await program.getByRole('button', { name: 'Run' }).click();
  await program.getByText('Leo has 17 points, 3 are missing.').waitFor();
  await context.close();
});
