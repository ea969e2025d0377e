import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { hydrated, makeStudent, newContext, signIn } from './people.ts';

const platform = await sharedPlatform();
const exercise = `${platform.siteUrl}/exercises/sum-two-numbers?language=python`;
let browser: Browser;
let email: string;

beforeAll(async () => {
  browser = await launchBrowser();
  email = await makeStudent(platform);
});
afterAll(() => browser.close());

/** What moved while the page loaded, as browsers count it (Cumulative Layout Shift). */
async function shiftsOf(page: Page, address: string): Promise<number> {
  await page.goto(address);
  await hydrated(page);
  await page.locator('.cm-content').waitFor();
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  return page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted);
}

test('P3: nothing moves when the workbench opens, with pane sizes of one’s own neither', async () => {
  const context = await newContext(browser, { viewport: { width: 1280, height: 800 } });
  await context.addInitScript(() => {
    const counted = globalThis as unknown as { shifted: number };
    counted.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) counted.shifted += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const page = await context.newPage();
  await signIn(page, platform, email);
  // What a reader sees move begins at 0.1; a thousandth is a rounding of lines.
  expect(await shiftsOf(page, exercise)).toBeLessThan(0.002);
  const statement = page.getByRole('region', { name: 'Statement' });
  const width = async () => Math.round((await statement.boundingBox())!.width);
  const usual = await width();
  for (const divider of ['Width of the statement', 'Height of the results']) {
    await page.getByRole('separator', { name: divider }).focus();
    for (let press = 0; press < 2; press += 1)
      await page.keyboard.press(divider.startsWith('Width') ? 'ArrowLeft' : 'ArrowUp');
  }
  const own = await width();
  expect(own).toBeLessThan(usual - 50);
  expect(await shiftsOf(page, exercise)).toBeLessThan(0.002);
  expect(await width()).toBe(own);
  await context.close();
});

test('D26: at 400 % zoom nothing sticks over the exercise or the lesson: all of the window is theirs', async () => {
  const context = await newContext(browser, { viewport: { width: 320, height: 256 } });
  const page = await context.newPage();
  await signIn(page, platform, email);
  for (const address of [exercise, `${platform.siteUrl}/courses/python-foundations/loops`]) {
    await page.goto(address);
    await hydrated(page);
    await page.evaluate(() => scrollTo(0, 300));
    const stuck = await page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter((element) => {
          const { position } = getComputedStyle(element);
          const box = element.getBoundingClientRect();
          const seen = box.height > 0 && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
          return (position === 'sticky' || position === 'fixed') && seen && box.height > 1;
        })
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    expect([address, stuck]).toEqual([address, []]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  }
  await context.close();
});
