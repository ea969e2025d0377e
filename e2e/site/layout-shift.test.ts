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

/** Runs in the page: adds up what moves while somebody looks. */
const watchShifts = () => {
  const state = globalThis as unknown as { shifted: number };
  state.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) state.shifted += (entry as unknown as { value: number }).value;
  }).observe({ type: 'layout-shift', buffered: true });
};

test('OPS-12: on a phone nothing moves when fonts come late', async () => {
  const context = await newContext(browser, {
    viewport: { width: 412, height: 823 },
    deviceScaleFactor: 2,
    isMobile: true,
  });
  const page = await context.newPage();
  await signIn(page, platform, 'student@example.com', demoPassword);
  await context.addInitScript(watchShifts);
  for (const path of ['/', '/courses', '/courses/python-foundations/lists', '/dashboard']) {
    const painted = Promise.withResolvers<void>();
    let held = 0;
    await page.route('**/*.woff2', async (route) => {
      held += 1;
      await painted.promise;
      await route.continue();
    });
    await page.goto(platform.siteUrl + path, { waitUntil: 'commit' });
    await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
    await expect.poll(() => held).toBeGreaterThan(0);
    painted.resolve();
    await page.waitForFunction(() => document.fonts.status === 'loaded');
    const shifted = await page.evaluate(
      () =>
        new Promise<number>((resolve) =>
          requestAnimationFrame(() =>
            requestAnimationFrame(() => resolve((globalThis as unknown as { shifted: number }).shifted)),
          ),
        ),
    );
    expect([path, shifted < 0.01]).toEqual([path, true]);
    await page.unroute('**/*.woff2');
  }
  await context.close();
});
