import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, newContext, signIn } from './people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function pageOf(role: string, options: Parameters<typeof newContext>[1] = {}): Promise<Page> {
  const context = await newContext(browser, { reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await signIn(page, platform, `${role}@example.com`, demoPassword);
  return page;
}

/** Chooses with the arrow keys what is called so, as somebody would who cannot point. */
async function chooseByKeys(page: Page, name: string): Promise<void> {
  const chosen = page.locator('[role=option][aria-selected=true]');
  await page.getByRole('option', { name }).first().waitFor();
  for (let step = 0; step < 40; step += 1) {
    if ((await chosen.textContent())?.includes(name)) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`The arrow keys did not come to ${name}.`);
}

test('CUR-8: a student opens the search with Ctrl-K, forgives themselves a typing error, and opens what they found, with keys alone', async () => {
  const page = await pageOf('student');
  await page.goto(`${platform.siteUrl}/exercises`);
  await hydrated(page);
  const before = page.getByRole('link', { name: 'Sum two numbers' }).first();
  await before.focus();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Search for' });
  await field.and(page.locator(':focus')).waitFor();

  // Escape closes it, and the reader is where they were.
  await page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
  expect(await before.evaluate((link) => link === document.activeElement)).toBe(true);

  await page.keyboard.press('Control+k');
  await field.and(page.locator(':focus')).waitFor();
  await page.keyboard.type('sum tow numebrs');
  await page.getByRole('group', { name: 'Exercises' }).waitFor();
  await page
    .getByRole('dialog')
    .getByRole('status')
    .filter({ hasText: /result/ })
    .waitFor({ state: 'attached' });
  const { violations } = await new AxeBuilder({ page }).include('.search-palette').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  await chooseByKeys(page, 'Sum two numbers');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/exercises/sum-two-numbers');

  // What led somewhere is offered again.
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'sum tow numebrs' }).waitFor();
  await page.keyboard.type('xqzwv');
  await page.getByText('Nothing is like “xqzwv”.').first().waitFor();
  await page.context().close();
});

test('CUR-8: a trainer finds a student of theirs and their work, and never what is not theirs to see', async () => {
  const page = await pageOf('trainer');
  await hydrated(page);
  await page.getByRole('link', { name: 'Search' }).click();
  await page.getByRole('combobox', { name: 'Search for' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('mina');
  await page.getByRole('group', { name: 'People' }).waitFor();
  expect(await page.getByRole('group', { name: 'Processes' }).count()).toBe(0);
  await chooseByKeys(page, 'Mina');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/trainer/students/**');
  await page.getByRole('heading', { level: 1, name: /Mina/ }).waitFor();
  await page.context().close();
});

test('CUR-8: without scripts the magnifier leads to a page that searches, by kind and by pages', async () => {
  const page = await pageOf('admin', { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Search' }).click();
  await page.waitForURL('**/search');
  await page.getByLabel('Search for').fill('numbers');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.waitForURL('**/search?q=numbers*');
  await page
    .getByRole('status')
    .filter({ hasText: /results?$/ })
    .waitFor();
  await page.getByLabel('Kind').selectOption('exercise');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.waitForURL('**kind=exercise*');
  await page.getByRole('main').getByRole('link', { name: 'Sum two numbers' }).click();
  await page.waitForURL('**/exercises/sum-two-numbers');

  await page.goto(`${platform.siteUrl}/search?q=xqzwv&kind=exercise`);
  await page.getByText('Nothing of this kind is like “xqzwv”.').waitFor();
  await page.getByRole('link', { name: 'Search all kinds' }).click();
  await page.waitForURL((url) => url.search === '?q=xqzwv');
  await page.context().close();
});

test('CUR-8: on a phone the search fills the screen; what does not answer says so and keeps what was typed', async () => {
  const page = await pageOf('student', { viewport: { width: 320, height: 640 } });
  await page.goto(`${platform.siteUrl}/dashboard`);
  await hydrated(page);
  await page.getByRole('link', { name: 'Search' }).click();
  const palette = page.locator('.search-palette');
  await page.getByRole('combobox', { name: 'Search for' }).and(page.locator(':focus')).waitFor();
  expect(await palette.boundingBox()).toEqual({ x: 0, y: 0, width: 320, height: 640 });
  await page.route('**/search/found.json*', (route) => route.fulfill({ status: 429, body: '{}' }));
  await page.keyboard.type('loops');
  await page.getByText('That was a lot at once.').first().waitFor();
  await page.unroute('**/search/found.json*');
  await page.keyboard.type(' ');
  await page.keyboard.press('Backspace');
  await page.getByRole('group', { name: 'Lessons' }).waitFor();
  expect(await page.getByRole('combobox').inputValue()).toBe('loops');
  await page.getByRole('button', { name: 'Close' }).click();
  await palette.waitFor({ state: 'detached' });
  await page.context().close();
});

test('D7: a trainer filters by a student and an exercise found by typing, by keys alone; the address keeps both', async () => {
  const page = await pageOf('trainer');
  await page.goto(`${platform.siteUrl}/trainer/submissions`);
  await hydrated(page);
  await page.getByRole('combobox', { name: 'Student' }).click();
  await page.keyboard.type('mian');
  await page.getByRole('option', { name: 'Mina Okafor' }).waitFor();
  const highlighted = page.locator('.combobox-list [data-highlighted]', { hasText: 'Mina Okafor' });
  if ((await highlighted.count()) === 0) await page.keyboard.press('ArrowDown');
  await highlighted.waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**student=*');
  await page.getByRole('combobox', { name: 'Exercise' }).click();
  await page.keyboard.type('sum two');
  await page.getByRole('option', { name: 'Sum two numbers' }).click();
  await page.waitForURL('**exercise=sum-two-numbers*');
  await page.reload();
  await hydrated(page);
  expect(await page.getByRole('combobox', { name: 'Student' }).inputValue()).toBe('Mina Okafor');
  expect(await page.getByRole('combobox', { name: 'Exercise' }).inputValue()).toBe('Sum two numbers');
  const students = await page.getByRole('table').getByRole('rowheader').allTextContents();
  expect(students.length).toBeGreaterThan(0);
  expect(students.filter((name) => !name.includes('Mina Okafor'))).toEqual([]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);

  // What is emptied filters no more.
  await page.getByRole('combobox', { name: 'Exercise' }).click();
  await page.locator('.combobox-list').getByRole('option', { name: 'All' }).click();
  await page.waitForURL((url) => !url.search.includes('exercise='));
  await page.context().close();
});

test('D7: a list of choices that is full says that more letters find others, and one that is not says nothing', async () => {
  const page = await pageOf('trainer');
  await page.goto(`${platform.siteUrl}/trainer/submissions`);
  await hydrated(page);
  const choices = Array.from({ length: 20 }, (_, index) => ({
    value: `of-${index}`,
    label: `Choice ${index}`,
  }));
  await page.route('**/search/choices.json*', (route) =>
    route.fulfill({ json: route.request().url().includes('q=fewer') ? choices.slice(1) : choices }),
  );
  await page.getByRole('combobox', { name: 'Exercise' }).click();
  const more = page.locator('.combobox-list').getByText('More fit: type more letters.');
  await more.waitFor();
  await page.keyboard.type('fewer');
  await page
    .locator('.combobox-list')
    .getByRole('option', { name: 'Choice 0' })
    .waitFor({ state: 'detached' });
  expect(await more.count()).toBe(0);
  await page.context().close();
});

test('D7: without scripts what is typed into a filter is taken for what is most like it', async () => {
  const page = await pageOf('trainer', { javaScriptEnabled: false });
  await page.goto(`${platform.siteUrl}/trainer/submissions`);
  await page.getByRole('textbox', { name: 'Student' }).fill('mina okafro');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.waitForURL('**student=*');
  expect(await page.getByRole('textbox', { name: 'Student' }).inputValue()).toBe('Mina Okafor');
  const students = await page.getByRole('table').getByRole('rowheader').allTextContents();
  expect(students.length).toBeGreaterThan(0);
  expect(students.filter((name) => !name.includes('Mina Okafor'))).toEqual([]);
  await page.getByRole('textbox', { name: 'Student' }).fill('xqzwv');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('link', { name: 'Clear filters' }).first().waitFor();
  expect(await page.getByRole('table').count()).toBe(0);
  await page.context().close();
});
