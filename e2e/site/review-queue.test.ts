import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { hydrated, newContext, password, signIn } from './people.ts';
import { call, handIn, makeTaughtStudent, makeTrainer, signInToApi } from './staff-people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const solution = 'print(int(input()) * 2)\n';

/** An exercise of the trainer's own, once it is published. */
async function publish(token: string): Promise<string> {
  const slug = `queue-${randomBytes(4).toString('hex')}`;
  await call(platform, token, 'POST', '/api/grading/exercises', {
    ...{
      slug,
      title: 'Twice as much',
      statement_md: 'Print twice the number.',
      kind: 'program',
      difficulty: 1,
    },
    languages: ['python'],
    tests: [
      {
        name: 'two',
        hidden: false,
        input: { stdin: '2\n' },
        expected: { stdout: '4\n' },
        compare: 'trimmed',
      },
    ],
    solution: { python: [{ name: 'main.py', content: solution }] },
  });
  const status = () =>
    call<{ status: string }>(platform, token, 'GET', `/api/grading/exercises/${slug}`).then(
      (one) => one.status,
    );
  await expect.poll(status, { timeout: 120_000 }).toBe('published');
  return slug;
}

/** A trainer before the list of what three students handed in, which waits. */
async function queueOf(options: { javaScriptEnabled?: boolean } = {}): Promise<{ page: Page; list: string }> {
  const email = await makeTrainer(platform);
  const { token } = await signInToApi(platform, email, password);
  const slug = await publish(token);
  for (let count = 0; count < 3; count++)
    await handIn(
      platform,
      (await makeTaughtStudent(platform, { email, password })).token,
      slug,
      'print("?")\n',
    );
  const query = `exercise=${slug}&review=waiting`;
  const count = () =>
    call<{ count: number }>(platform, token, 'GET', `/api/grading/submissions?${query}`).then(
      (list) => list.count,
    );
  await expect.poll(count, { timeout: 120_000 }).toBe(3);
  const context = await newContext(browser, options);
  const page = await context.newPage();
  await signIn(page, platform, email);
  const list = `${platform.siteUrl}/trainer/submissions?${query}`;
  await page.goto(list);
  return { page, list };
}

const waiting = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('checkbox') });

test('D6: a trainer empties the queue: many at once, taken back, then one by one and on by itself', async () => {
  const { page, list } = await queueOf();
  await hydrated(page);
  await expect.poll(() => waiting(page).count()).toBe(3);
  await page.getByLabel('Choose all on this page').check();
  await page.getByRole('button', { name: 'Nothing to say (3)' }).click();
  await page.getByText('3 submissions have left the queue.').waitFor();
  await page.getByText('No submission fits these filters.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('3 submissions are back.').waitFor();
  await expect.poll(() => waiting(page).count()).toBe(3);

  await page
    .getByRole('link', { name: /Willa Walker/ })
    .first()
    .click();
  await page.waitForURL(/submissions\/[0-9a-f-]{36}\?/);
  await hydrated(page);
  const first = page.url();
  // Without a word the next one of the same list comes by itself; by keys one walks through it.
  await page.getByRole('button', { name: 'Nothing to say' }).click();
  await page.waitForURL((url) => url.href !== first);
  const second = page.url();
  await hydrated(page);
  await page.keyboard.press('Alt+j');
  await page.waitForURL((url) => url.href !== second);
  const third = page.url();
  await page.keyboard.press('Alt+k');
  await page.waitForURL(second);
  // What was said of the first can be taken back there.
  await page.goto(first);
  await hydrated(page);
  await page.getByText(/had nothing to say\./).waitFor();
  await page.getByRole('button', { name: 'Put it back in the queue' }).click();
  await page.getByText('1 submission is back.').waitFor();
  await page.goto(list);
  await expect.poll(() => waiting(page).count()).toBe(3);
  expect(new Set([first, second, third]).size).toBe(3);
});

test('D6: the same without scripts', async () => {
  const { page } = await queueOf({ javaScriptEnabled: false });
  await waiting(page).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Nothing to say', exact: true }).click();
  await page.getByText('1 submission has left the queue.').waitFor();
  expect(await waiting(page).count()).toBe(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('1 submission is back.').waitFor();
  await page.getByRole('button', { name: 'Nothing to say', exact: true }).click();
  await page.getByText('Choose at least one submission first.').waitFor();
});
