import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#models/database/knex.ts';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, newContext, signIn } from './people.ts';
import { call, handIn, makeStaff, makeTaughtStudent, openDialog, signInToApi } from './staff-people.ts';

const platform = await sharedPlatform();
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let browser: Browser;
/** One hand-in of a student of the demo's trainer, so that the pages have something on them. */
let work: { submission: string; grading: string; student: string };

beforeAll(async () => {
  browser = await launchBrowser();
  const student = await makeTaughtStudent(platform);
  const { id, grading } = await handIn(platform, student.token, 'sum-two-numbers', 'print(41)\n');
  work = { submission: id, grading: grading.id, student: student.id };
  const owner = openDatabase(platform.ownerUrl, { maximum: 1 });
  await owner.raw(
    `insert into webhook_events (provider, event_id, type, refers_to, body_hash, organisation_id, state, fault_code)
     select 'stripe', 'evt_looked_at', 'payment_intent.succeeded', '{}', '', id, 'undeliverable', 'object_unknown' from organisations where slug = 'demo'`,
  );
  await owner.destroy();
});
afterAll(() => browser.close());

const pages: Record<string, (() => string)[]> = {
  trainer: [
    () => '/trainer',
    () => `/trainer/students/${work.student}`,
    () => '/trainer/submissions',
    () => '/trainer/submissions?exercise=nothing-is-called-this',
    () => `/trainer/submissions/${work.submission}`,
    () => '/trainer/analytics',
    () => '/trainer/analytics?course=python-foundations&sort=-tried',
    () => '/trainer/analytics?course=nothing-is-called-this',
    () => '/authoring',
    () => '/authoring?search=nothing-is-called-this',
    () => '/authoring/new',
    () => '/authoring/sum-two-numbers',
    () => '/exercises/sum-two-numbers',
    () => '/profile',
    () => '/profile/data',
  ],
  admin: [
    () => '/admin',
    () => '/admin?search=nobody-is-called-this',
    () => `/admin/users/${work.student}`,
    () => '/admin/trainers',
    () => '/admin/invitations',
    () => '/admin/audit',
    () => '/admin/organisation',
    () => '/admin/organisation/texts',
    () => '/admin/organisation/texts/terms/ar',
    () => '/trainer/analytics',
    () => '/ops',
    () => '/ops?kind=send-mail&age=1440',
    () => '/ops/webhooks',
    () => '/ops/webhooks?state=undeliverable',
    () => `/ops/grade-submission:${work.grading}`,
  ],
  parent: [() => '/family'],
};

const violationsIn = async (axe: AxeBuilder): Promise<string[]> => {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
};

const violationsOf = (page: Page): Promise<string[]> =>
  violationsIn(new AxeBuilder({ page }).withTags(rules));
/** What another theme and a smaller window can change. */
const looksOf = (page: Page): Promise<string[]> =>
  violationsIn(
    new AxeBuilder({ page }).withRules(['color-contrast', 'target-size', 'scrollable-region-focusable']),
  );

describe.each(Object.keys(pages))('the pages of a %s', (role) => {
  let context: BrowserContext;

  beforeAll(async () => {
    context = await newContext(browser);
    const page = await context.newPage();
    await signIn(page, platform, `${role}@example.com`, demoPassword);
    await page.close();
  });
  afterAll(() => context.close());

  test('pass axe in light and dark, and are never wider than a phone', async () => {
    const page = await context.newPage();
    const found: string[] = [];
    for (const path of pages[role]!.map((pathOf) => pathOf())) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 1280, height: 900 });
      const response = await page.goto(`${platform.siteUrl}${path}`, { waitUntil: 'load' });
      expect(response?.status(), path).toBe(200);
      found.push(...(await violationsOf(page)).map((violation) => `${path} light ${violation}`));
      await page.emulateMedia({ colorScheme: 'dark' });
      // The site follows the system's theme by a script.
      await page.waitForFunction((scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches, 'dark');
      await page.setViewportSize({ width: 320, height: 640 });
      found.push(...(await looksOf(page)).map((violation) => `${path} dark, phone ${violation}`));
      const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      if (content > window) found.push(`${path} is ${content} px wide in a window of ${window} px`);
    }
    expect(found).toEqual([]);
    await page.close();
  });
});

test.each(['trainer', 'admin'] as const)(
  'in Arabic no page of a %s is wider than a window of 320 px, as at 200 percent on a phone',
  async (role) => {
    const context = await newContext(browser, { viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    await signIn(page, platform, await makeStaff(platform, role, 'ar'));
    // The page behind it is loaded again in the language of who signed in.
    await page.locator('html[lang=ar][data-hydrated]').waitFor({ state: 'attached' });
    const found: string[] = [];
    for (const path of pages[role]!.map((pathOf) => pathOf())) {
      const response = await page.goto(`${platform.siteUrl}${path}`, { waitUntil: 'load' });
      // Whose student it is only the demo's trainer sees.
      if (response?.status() === 404 && role === 'trainer') continue;
      expect([response?.status(), await page.getAttribute('html', 'dir')], path).toEqual([200, 'rtl']);
      await hydrated(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) found.push(`${path} is ${overflow} px too wide`);
    }
    expect(found).toEqual([]);
    await context.close();
  },
);

test('the dialogs pass axe and give the focus back to what opened them', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, 'trainer@example.com', demoPassword);
  await page.goto(`${platform.siteUrl}/trainer/submissions/${work.submission}`);
  await page.getByText('Not yet').filter({ visible: true }).first().waitFor();
  await openDialog(page, 'Override');
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Override');
  const again = await openDialog(page, 'Override');
  await again.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await context.close();
});

test('OPS-1: a process tells its story in words, and its page passes axe', async () => {
  const admin = await signInToApi(platform, 'admin@example.com', demoPassword);
  const [process] = (
    await call<{ results: { workflow_id: string }[] }>(
      platform,
      admin.token,
      'GET',
      '/api/ops/processes?kind=grade-submission&page_size=1',
    )
  ).results;
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, 'admin@example.com', demoPassword);
  await page.goto(`${platform.siteUrl}/ops/${encodeURIComponent(process!.workflow_id)}`);
  await page.getByRole('list', { name: 'What happened' }).getByText('Taken in.').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await context.close();
});

test('D37 to D47: on a phone the open tab is seen and filters stand in line; the colours are a menu with the chosen one marked', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, 'admin@example.com', demoPassword);
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto(`${platform.siteUrl}/admin/organisation`);
  await hydrated(page);
  const tab = page
    .getByRole('navigation', { name: 'Administration' })
    .getByRole('link', { name: 'Organisation' });
  await expect.poll(async () => (await tab.boundingBox())?.x).toBeLessThan(360 - 90);
  await page.goto(`${platform.siteUrl}/ops`);
  await hydrated(page);
  const ends = await page
    .getByRole('search')
    .locator('select')
    .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().right)));
  expect(new Set(ends).size).toBe(2);

  await page.getByLabel('Colours: Same as the system').click();
  const choice = await page.getByRole('button', { name: 'Same as the system' }).boundingBox();
  expect(choice?.x).toBeGreaterThanOrEqual(0);
  await page.getByRole('button', { name: 'Dark' }).click();
  await page.locator("html[style*='color-scheme: dark']").waitFor({ state: 'attached' });
  await page.getByLabel('Colours: Dark').click();
  expect(await page.getByRole('button', { name: 'Dark' }).getAttribute('aria-pressed')).toBe('true');
  expect(await page.getByRole('button', { name: 'Light' }).getAttribute('aria-pressed')).toBe('false');
  await context.close();
});
