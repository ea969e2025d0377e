import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { makeStudent, newContext, signIn } from './people.ts';
import { writeCode } from './working.ts';

const platform = await sharedPlatform();
const exercise = `${platform.siteUrl}/exercises/sum-two-numbers?language=python`;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('our own solution opens with the verdict that accepts one’s own, in the workbench and on the submission’s page, never before', async () => {
  const page = await (await newContext(browser, { reducedMotion: 'reduce' })).newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(exercise);
  const results = page.getByRole('region', { name: 'Results' });
  const solution = page.locator('details').filter({ hasText: 'Our solution' }).first();
  await writeCode(page, 'print(1)\n');
  await page.getByRole('button', { name: 'Submit' }).click();
  await results.getByRole('heading', { name: /^Not yet/ }).waitFor();
  const record = await page.getByRole('link', { name: 'Page of this submission' }).getAttribute('href');
  expect(await solution.count()).toBe(0);
  await page.goto(`${platform.siteUrl}${record}`);
  await page.getByRole('heading', { level: 1, name: /^Not yet/ }).waitFor();
  expect(await solution.count()).toBe(0);

  await page.goto(exercise);
  await writeCode(page, 'print(sum(map(int, open(0).read().split())))\n');
  await page.getByRole('button', { name: 'Submit' }).click();
  await results.getByRole('heading', { name: /^Accepted/ }).waitFor();
  await results.getByRole('button', { name: 'Show it' }).click();
  await solution.locator('pre').first().waitFor();
  await solution.locator('summary', { hasText: 'Python' }).waitFor();
  expect(await page.locator('#our-solution > summary:focus').count()).toBe(1);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole('link', { name: 'Page of this submission' }).click();
  await page.getByRole('heading', { level: 1, name: /^Accepted/ }).waitFor();
  await solution.locator('summary').first().click();
  await solution.locator('pre').first().waitFor();
  await page.context().close();
});
