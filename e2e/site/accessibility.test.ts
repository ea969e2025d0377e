import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword, publicPages, studentPages } from './pages.ts';
import { hydrated, newContext, signIn } from './people.ts';

const platform = await sharedPlatform();
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let browser: Browser;
let anyone: BrowserContext;
let student: BrowserContext;

beforeAll(async () => {
  browser = await launchBrowser();
  // Without motion nothing is measured while it fades in.
  anyone = await newContext(browser, { colorScheme: 'light', reducedMotion: 'reduce' });
  student = await newContext(browser, { colorScheme: 'light', reducedMotion: 'reduce' });
  const page = await student.newPage();
  await signIn(page, platform, 'student@example.com', demoPassword);
  await page.close();
});
afterAll(() => browser.close());

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];
const described = (violations: Violations, theme: string): string[] =>
  violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${theme}, ${id}: ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ''}`),
  );

/** The site follows the system's theme by a script: wait until it has. */
const showIn = async (page: Page, colorScheme: 'light' | 'dark'): Promise<void> => {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.waitForFunction(
    (scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches,
    colorScheme,
  );
};

/** Every rule in the light theme; in the dark one the only rule that sees a difference. */
const violationsOf = async (page: Page): Promise<string[]> => {
  await showIn(page, 'light');
  const light = await new AxeBuilder({ page }).withTags(rules).analyze();
  await showIn(page, 'dark');
  const dark = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze();
  return [...described(light.violations, 'light'), ...described(dark.violations, 'dark')];
};

const openIn = async (context: BrowserContext, path: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(`${platform.siteUrl}${path}`, { waitUntil: 'load' });
  await hydrated(page);
  // The editor stands in for its text area a moment later.
  if (/^\/exercises\/\w/.test(path)) await page.locator('.cm-content').waitFor();
  return page;
};

describe('axe finds nothing in light and dark', () => {
  test.each(publicPages)('on %s for anyone', async (path) => {
    const page = await openIn(anyone, path);
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });

  test.each(studentPages)('on %s for a student', async (path) => {
    const page = await openIn(student, path);
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });

  test('on an exercise with a run and a dialog open, and on a result with a difference', async () => {
    const page = await openIn(student, '/exercises/shopping-list');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(
      'words = input().split()\nprint(f"You need {len(words)} items: {\', \'.join(words)}.")\n',
    );
    await page.getByRole('button', { name: 'Run' }).click();
    await page
      .getByLabel('Results', { exact: true })
      .getByText('tests pass')
      .filter({ visible: true })
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Earlier attempts' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page
      .getByLabel('Results', { exact: true })
      .getByRole('heading', { level: 2, name: /tests pass/ })
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });
});

test('no page is wider than a window of 320 px, as at 200 % zoom on a phone, written from either side', async () => {
  const context = await newContext(browser, { viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  await signIn(page, platform, 'student@example.com', demoPassword);
  for (const path of [
    ...studentPages,
    ...publicPages.filter((one) => !['/sign-in', '/sign-up'].includes(one)),
  ]) {
    await page.goto(`${platform.siteUrl}${path}`, { waitUntil: 'load' });
    for (const direction of ['ltr', 'rtl']) {
      const overflow = await page.locator('html').evaluate((html, dir) => {
        html.setAttribute('dir', dir);
        return html.scrollWidth - html.clientWidth;
      }, direction);
      expect(overflow, `${path}, ${direction}`).toBeLessThanOrEqual(0);
    }
  }
  await context.close();
});
