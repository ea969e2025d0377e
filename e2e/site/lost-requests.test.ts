import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, makeStudent, newContext, password, signIn } from './people.ts';
import { refusal } from './refused-action.ts';
import { handIn, makeParent, signInToApi } from './staff-people.ts';
import { writeCode } from './working.ts';

const platform = await sharedPlatform();
const exercise = `${platform.siteUrl}/exercises/sum-two-numbers?language=python`;
const right = 'print(sum(map(int, open(0).read().split())))\n';
const sent = (which: 'run' | 'submit') => (url: URL) =>
  url.pathname === '/exercises/sum-two-numbers' && url.search.startsWith(`?/${which}`);
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const results = (page: Page) => page.getByRole('region', { name: 'Results' });
const accepted = (page: Page) => results(page).getByRole('heading', { name: /^Accepted/ });

async function atWorkbench(): Promise<Page> {
  const page = await (await newContext(browser)).newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(exercise);
  await page.locator('.cm-content').waitFor();
  return page;
}

async function handedIn(page: Page): Promise<number> {
  await page.goto(`${platform.siteUrl}/submissions`);
  return page.getByRole('row').filter({ hasText: 'Sum two numbers' }).count();
}

test('D15: offline, Run and Submit keep the workbench, code and undo, and say so; back online the same is sent again', async () => {
  const page = await atWorkbench();
  await writeCode(page, 'first_thought = 1\n');
  await writeCode(page, right);
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const offline = results(page)
    .getByRole('alert')
    .filter({ hasText: 'You are offline. Your code is kept here' });
  await offline.waitFor();
  await page.getByRole('button', { name: 'Submit' }).click();
  await offline.waitFor();
  expect(page.url()).toBe(exercise);
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+z');
  await page.locator('.cm-content', { hasText: 'first_thought' }).waitFor();
  await page.keyboard.press('Control+y');
  await page.locator('.cm-content', { hasText: 'sum(map' }).waitFor();
  await page.context().setOffline(false);
  await results(page).getByText('You are connected again.').waitFor();
  await results(page).getByRole('button', { name: 'Try again' }).click();
  await accepted(page).waitFor();
  expect(await handedIn(page)).toBe(1);
  await page.context().close();
});

test('D15: a submission whose answer is lost is not handed in twice by trying again', async () => {
  const page = await atWorkbench();
  await writeCode(page, right);
  let lost = 0;
  await page.route(sent('submit'), async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.getByRole('button', { name: 'Submit' }).click();
  await results(page).getByText('This did not get through to us.').waitFor();
  await results(page).getByRole('button', { name: 'Try again' }).click();
  await accepted(page).waitFor();
  expect([lost, await handedIn(page)]).toEqual([1, 1]);
  await page.context().close();
});

test('D15: a slow answer is seen to be on its way, and one that never comes is given up and sent again', async () => {
  const page = await atWorkbench();
  await page.clock.install();
  await page.goto(exercise);
  await writeCode(page, right);
  const held: Route[] = [];
  await page.route(sent('submit'), async (route) => {
    if (held.length > 0) await route.continue();
    else held.push(route);
  });
  const button = page.getByRole('button', { name: 'Submit' });
  await button.click();
  await results(page).getByText('Still waiting for an answer.').waitFor();
  await page.waitForFunction(
    (pressed) => getComputedStyle(pressed, '::after').opacity === '1',
    await button.elementHandle(),
  );
  await page.clock.fastForward(30_000);
  await results(page).getByText('No answer came within half a minute.').waitFor();
  expect(await button.getAttribute('aria-busy')).toBe(null);
  await results(page).getByRole('button', { name: 'Try again' }).click();
  await accepted(page).waitFor();
  await page.context().close();
});

const faults = [
  [
    'the API’s limit',
    refusal(429, { code: 'RATE_LIMITED', message: 'Too many requests.', retryAfterSeconds: 40 }),
    /That was a lot at once\. Your code is kept here; try again in (3\d|40) seconds/,
  ],
  [
    'a proxy’s limit',
    { status: 429, contentType: 'text/plain', body: 'slow down' },
    'That was a lot at once.',
  ],
  [
    'a platform that is away',
    { status: 503, contentType: 'text/html', body: '<h1>503</h1>' },
    'Part of the platform is not answering right now.',
  ],
] as const;

test.each(faults)('D15: %s keeps the workbench and offers to try again', async (_what, answer, words) => {
  const page = await atWorkbench();
  await writeCode(page, right);
  await page.route(sent('run'), (route) => route.fulfill(answer), { times: 1 });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await results(page).getByRole('alert').filter({ hasText: words }).waitFor();
  await page.locator('.cm-content', { hasText: 'sum(map' }).waitFor();
  await results(page).getByRole('button', { name: 'Try again' }).click();
  await results(page).getByText('The visible tests pass').waitFor();
  await page.context().close();
});

test.for([
  ['offline', 'You are offline. What you typed stays here'],
  ['lost', 'This did not get through to us. What you typed stays here'],
  [429, 'That was a lot at once. What you typed stays here'],
  [503, 'Part of the platform is not answering right now. What you typed stays here'],
  [413, 'That is more than this form takes.'],
] as const)(
  'a form whose request ends in %s keeps what was typed, says why, and goes through the next time',
  async ([fault, words]) => {
    const { token, id } = await signInToApi(platform, await makeStudent(platform), password);
    const submission = await handIn(platform, token, 'sum-two-numbers', 'print(3)\n');
    const page = await (await newContext(browser)).newPage();
    // Who sees everybody's work: the demo's trainer has room for few students more.
    await signIn(page, platform, 'admin@example.com', demoPassword);
    await page.goto(`${platform.siteUrl}/trainer/submissions/${submission.id}?student=${id}`);
    await hydrated(page);
    const comment = page.getByLabel('Comment', { exact: true });
    await comment.fill('A long thought that took its time.');
    if (fault === 'offline') await page.context().setOffline(true);
    else
      await page.route('**/*?/comment', (route) =>
        fault === 'lost'
          ? route.abort('connectionreset')
          : route.fulfill({ status: fault, contentType: 'text/html', body: '<h1>A proxy</h1>' }),
      );
    await page.getByRole('button', { name: 'Send comment' }).click();
    await page.getByRole('status').filter({ hasText: words }).waitFor();
    expect(await comment.inputValue()).toBe('A long thought that took its time.');
    await page.unrouteAll();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Send comment' }).click();
    await page.getByRole('listitem').filter({ hasText: 'A long thought that took its time.' }).waitFor();
    await expect.poll(() => comment.inputValue()).toBe('');
    expect(await page.getByText(words).count()).toBe(0);
    await page.context().close();
  },
);

test('a form in a dialog stays open when its request is lost, and two presses send it once', async () => {
  const page = await (await newContext(browser)).newPage();
  await signIn(page, platform, await makeParent(platform), password);
  await page.goto(`${platform.siteUrl}/family`);
  await hydrated(page);
  await page.getByRole('button', { name: 'Add a child' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Kim Small');
  await dialog.getByRole('checkbox').check();
  await page.route('**/family?/add', (route) => route.abort('connectionreset'));
  const add = dialog.getByRole('button', { name: /^Add/ });
  await add.click();
  await page.getByRole('status').filter({ hasText: 'This did not get through to us' }).waitFor();
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Kim Small');
  await page.unrouteAll();
  let sent = 0;
  await page.route('**/family?/add', async (route) => {
    sent += 1;
    await route.continue();
  });
  await dialog.locator('form').evaluate((form: HTMLFormElement) => {
    form.requestSubmit();
    form.requestSubmit();
  });
  await page.getByRole('heading', { level: 2, name: 'Kim Small' }).waitFor();
  expect([sent, await page.getByRole('heading', { level: 2, name: 'Kim Small' }).count()]).toEqual([1, 1]);
  await page.context().close();
});
