import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { hydrated, newContext } from './people.ts';
import { differenceFrom, otherBrowser } from './screenshots/compare.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  // Letters are drawn by their outlines alone, whatever this machine's settings for fonts and colours are.
  browser = await launchBrowser([
    '--font-render-hinting=none',
    '--disable-lcd-text',
    '--disable-font-subpixel-positioning',
    '--force-color-profile=srgb',
    // The browser's own words in its controls.
    '--lang=en-US',
  ]);
});
afterAll(() => browser.close());

const fixed: BrowserContextOptions = {
  deviceScaleFactor: 1,
  locale: 'en-GB',
  timezoneId: 'UTC',
  reducedMotion: 'reduce',
};
/** With lists that are open in their middle and at their end; without, each begins. */
const guide = '/styleguide?middle=2&last=1234&arabic=2';
const looks: { name: string; path: string; width: number; theme: 'light' | 'dark' }[] = [
  { name: 'desktop-light', path: guide, width: 1280, theme: 'light' },
  { name: 'desktop-dark', path: guide, width: 1280, theme: 'dark' },
  { name: 'phone-light', path: guide, width: 360, theme: 'light' },
  { name: 'phone-dark', path: guide, width: 360, theme: 'dark' },
  { name: 'arabic', path: `/ar${guide}`, width: 1280, theme: 'light' },
];

async function open(options: BrowserContextOptions, path: string): Promise<Page> {
  const context = await newContext(browser, { ...fixed, ...options });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date('2026-11-28T12:00:00Z'));
  await page.goto(`${platform.siteUrl}${path}`);
  await hydrated(page);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return page;
}

test.for(looks)('every component looks as it did: $name', async ({ name, path, width, theme }, { skip }) => {
  const other = await otherBrowser(browser.version());
  if (other !== null) {
    console.warn(other);
    skip(other);
  }
  const page = await open({ viewport: { width, height: 900 } }, path);
  // Nothing on it brings itself into sight.
  expect(await page.evaluate(() => scrollY)).toBe(0);
  const block = page.locator(`.theme[data-theme=${theme}]`);
  // In several pictures: none may be higher than 16383 pixels, and each says about where it differs.
  const sheets = await block.locator('[data-sheet]').evaluateAll((all) =>
    all.map((one) => ({
      sheet: (one as HTMLElement).dataset['sheet']!,
      parts: one.querySelectorAll('[data-part]').length,
    })),
  );
  const found: (string | null)[] = [];
  for (const { sheet, parts } of sheets) {
    expect(parts).toBeGreaterThan(8);
    const picture = await block.locator(`[data-sheet=${sheet}]`).screenshot({
      ...{ animations: 'disabled', caret: 'hide', scale: 'css' },
      // What stays in sight would stand over what is drawn.
      style: 'body header, thead th { position: static !important }',
    });
    found.push(await differenceFrom(`${name}-${sheet}`, picture));
  }
  expect(found).toEqual([null, null, null]);
  await page.context().close();
});

test('what has the focus is seen: a radio button, a switch, a head, a box, a button', async ({ skip }) => {
  const other = await otherBrowser(browser.version());
  if (other !== null) skip(other);
  const page = await open({ viewport: { width: 1280, height: 900 } }, '/styleguide');
  const light = page.locator('.theme[data-theme=light]');
  const stops = {
    radio: light.getByRole('radio', { name: 'I learn' }).first(),
    switch: light.getByRole('switch', { name: 'Off' }),
    head: light.getByRole('columnheader', { name: 'Name' }).getByRole('link'),
    box: light.getByRole('checkbox', { name: 'Courses' }),
    button: light.getByRole('button', { name: 'Submit' }),
  };
  const found: (string | null)[] = [];
  for (const [name, stop] of Object.entries(stops)) {
    // By a key, or the browser shows no focus.
    await page.keyboard.press('Tab');
    await stop.focus();
    const around = await stop.evaluate((element) => {
      const box = (element.closest('label') ?? element).getBoundingClientRect();
      return { x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height };
    });
    const clip = {
      x: Math.floor(around.x) - 8,
      y: Math.floor(around.y) - 8,
      width: Math.ceil(around.width) + 16,
      height: Math.ceil(around.height) + 16,
    };
    const picture = await page.screenshot({ clip, fullPage: true, animations: 'disabled', scale: 'css' });
    found.push(await differenceFrom(`focus-${name}`, picture));
  }
  expect(found.filter((one) => one !== null)).toEqual([]);
  await page.context().close();
});

test('by keys: arrows choose a radio button, Space turns a switch and chooses rows, Enter sorts', async () => {
  const page = await open({ viewport: { width: 1280, height: 900 } }, '/styleguide');
  const light = page.locator('.theme[data-theme=light]');
  const group = light.getByRole('group', { name: 'I am' });
  await group.getByRole('radio', { name: 'I learn' }).focus();
  await page.keyboard.press('ArrowDown');
  expect(await group.getByRole('radio', { name: 'My child learns' }).isChecked()).toBe(true);
  expect(await group.getByRole('radio', { name: 'I learn' }).isChecked()).toBe(false);
  // The group is one stop.
  await page.keyboard.press('Tab');
  expect(await group.locator(':focus').count()).toBe(0);

  const off = light.getByRole('switch', { name: 'Off' });
  await off.focus();
  await page.keyboard.press('Space');
  expect(await off.isChecked()).toBe(true);

  const head = (name: string) => light.getByRole('columnheader', { name, exact: true });
  expect(await head('Solved').getAttribute('aria-sort')).toBe('descending');
  await head('Name').getByRole('link').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => head('Name').getAttribute('aria-sort')).toBe('ascending');
  expect(await head('Solved').getAttribute('aria-sort')).toBeNull();
  const names = () =>
    light.getByRole('table', { name: 'People, light' }).getByRole('rowheader').allTextContents();
  expect((await names()).map((name) => name.split(' ')[0])).toEqual(['Jonas', 'Maria', 'Mina']);
  // The focus stays on the head, so that Enter turns it round.
  await page.keyboard.press('Enter');
  await expect.poll(() => head('Name').getAttribute('aria-sort')).toBe('descending');

  const all = light.getByRole('checkbox', { name: 'Choose all on this page' });
  expect(await all.evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true);
  await all.focus();
  await page.keyboard.press('Space');
  const rows = light.getByRole('checkbox', { name: /^Choose (Mina|Jonas|Maria)/ });
  expect(
    await rows.evaluateAll((boxes) => boxes.filter((box) => (box as HTMLInputElement).checked).length),
  ).toBe(3);
  await light.getByRole('button', { name: 'Deactivate' }).last().focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Deactivate 3?' });
  await dialog.getByLabel('Reason').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.context().close();
});

test('a chart’s figures are a table for who reads with a screen reader, and for everybody at the turn of a switch, also without scripts', async () => {
  const context = await newContext(browser, { ...fixed, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${platform.siteUrl}/styleguide`);
  const chart = page
    .locator('.theme[data-theme=light]')
    .getByRole('figure', { name: 'Distribution of results' });
  const table = chart.getByRole('table', { name: 'Distribution of results' });
  expect(await table.getByRole('row').count()).toBe(12);
  expect(await table.getByRole('row').last().textContent()).toMatch(/100 %\s*17/);
  const isSeen = async () =>
    ((await table.boundingBox())?.height ?? 0) > 100 &&
    (await chart.locator('.table').boundingBox())!.width > 1;
  expect(await isSeen()).toBe(false);
  await chart.getByRole('switch', { name: 'As a table' }).check();
  expect(await isSeen()).toBe(true);
  await context.close();
});
