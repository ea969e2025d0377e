import type { Browser, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '#dev/processes/wait-for.ts';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, makeStudent, newContext, password, signIn } from './people.ts';
import { handIn, signInToApi } from './staff-people.ts';
import { handInAndOpen, writeCode } from './working.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('GRD-7: the tabs of a browser share one stream, both see the verdict, and after it the one that the bell follows stays', async () => {
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
  await writeCode(one, 'import time\ntime.sleep(0.8)\nprint(1)\n');
  await handInAndOpen(one);
  const two = await context.newPage();
  await two.goto(one.url());
  for (const page of [one, two]) await page.getByRole('heading', { level: 1, name: /tests pass/ }).waitFor();
  expect(most).toBeLessThanOrEqual(1);
  await waitFor('The one stream staying', () => open === 1);
  await context.close();
});

test('GRD-7: a verdict that comes while a page is on its way is not missed by it', async () => {
  const page = await (await newContext(browser)).newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(`${platform.siteUrl}/exercises/sum-two-numbers?language=python`);
  await writeCode(page, 'import time\ntime.sleep(0.8)\nprint(1)\n');
  const verdict = page.getByRole('region', { name: 'Results' }).getByRole('heading', { name: /^Not yet/ });
  let read = 0;
  const held = async (route: Route) => {
    // The page reads how things stand, and is there only after they have changed.
    const answer = await route.fetch();
    read += 1;
    await verdict.waitFor();
    await route.fulfill({ response: answer });
  };
  await page.route('**/submissions/*/__data.json*', held, { times: 1 });
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.getByRole('link', { name: 'Page of this submission' }).click();
  await page.waitForURL('**/submissions/**');
  await page.getByRole('heading', { level: 1, name: /^Not yet/ }).waitFor();
  expect(read).toBe(1);
  await page.context().close();
});

test('GRD-7: lists and dashboards follow what is handed in by themselves, and nothing moves under a hand that chooses', async () => {
  const student = await makeStudent(platform);
  const { token, id } = await signInToApi(platform, student, password);
  const queue = await (await newContext(browser)).newPage();
  await signIn(queue, platform, 'admin@example.com', demoPassword);
  await queue.goto(`${platform.siteUrl}/trainer/submissions?student=${id}`);
  await hydrated(queue);
  const rows = queue.getByRole('row').filter({ hasText: 'Willa Walker' });
  const dashboard = await (await newContext(browser)).newPage();
  await signIn(dashboard, platform, student);
  await dashboard.goto(`${platform.siteUrl}/submissions`);
  await dashboard.getByText('No submissions yet.').waitFor();

  await handIn(platform, token, 'sum-two-numbers', 'print(3)\n');
  await dashboard.getByRole('row').filter({ hasText: 'Sum two numbers' }).getByText('Not yet').waitFor();
  await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(1);

  await rows.first().getByRole('checkbox').check();
  let loads = 0;
  queue.on('request', (request) => (loads += Number(request.url().includes('__data.json'))));
  await handIn(platform, token, 'sum-two-numbers', 'print(4)\n');
  await dashboard.getByRole('row').filter({ hasText: 'Sum two numbers' }).nth(1).waitFor();
  expect([await rows.count(), loads]).toEqual([1, 0]);
  await rows.first().getByRole('checkbox').uncheck();
  await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(2);
});
