import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '#dev/processes/wait-for.ts';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { makeStudent, newContext, signIn } from './people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('GRD-7: the tabs of a browser share one stream, both see the verdict, and nothing stays open after it', async () => {
  const context = await newContext(browser);
  const one = await context.newPage();
  await signIn(one, platform, await makeStudent(platform));
  let open = 0;
  let most = 0;
  context.on('request', (request) => {
    if (new URL(request.url()).pathname !== '/events') return;
    open += 1;
    most = Math.max(most, open);
  });
  const close = (request: { url(): string }) => {
    if (new URL(request.url()).pathname === '/events') open -= 1;
  };
  context.on('requestfinished', close);
  context.on('requestfailed', close);

  await one.goto(`${platform.siteUrl}/exercises/sum-two-numbers?language=python`);
  await one.locator('.cm-content').click();
  await one.keyboard.press('Control+a');
  await one.keyboard.insertText('import time\ntime.sleep(0.8)\nprint(1)\n');
  await one.getByRole('button', { name: 'Submit' }).click();
  await one.waitForURL('**/submissions/**');
  const two = await context.newPage();
  await two.goto(one.url());
  for (const page of [one, two]) await page.getByRole('heading', { level: 1, name: /tests pass/ }).waitFor();
  expect(most).toBeLessThanOrEqual(1);
  await waitFor('The stream closing', () => open === 0);
  await context.close();
});
