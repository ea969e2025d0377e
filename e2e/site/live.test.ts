import { randomBytes, randomUUID } from 'node:crypto';
import type { Browser, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '#dev/processes/wait-for.ts';
import { openDatabase } from '#models/database/knex.ts';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, makeStudent, newContext, password, signIn } from './people.ts';
import { call, handIn, signInToApi } from './staff-people.ts';
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

test('GRD-7: exercises and a course follow what their student solves elsewhere', async () => {
  const student = await makeStudent(platform);
  const { token } = await signInToApi(platform, student, password);
  const course = await call<{ id: string }>(
    platform,
    token,
    'GET',
    '/api/curriculum/courses/python-foundations',
  );
  await call(platform, token, 'POST', '/api/enrolments', { course_id: course.id });
  const context = await newContext(browser);
  const exercises = await context.newPage();
  await signIn(exercises, platform, student);
  await exercises.goto(`${platform.siteUrl}/exercises?search=Sum%20two%20numbers`);
  await hydrated(exercises);
  await exercises.getByRole('searchbox').fill('half a wor');
  const outline = await context.newPage();
  await outline.goto(`${platform.siteUrl}/courses/python-foundations`);
  await hydrated(outline);
  await outline.getByText(/, 0 of \d+ exercises$/).waitFor();

  await handIn(
    platform,
    token,
    'sum-two-numbers',
    'import sys\nprint(sum(map(int, sys.stdin.read().split())))\n',
  );
  await exercises
    .getByRole('listitem')
    .filter({ hasText: 'Sum two numbers' })
    .getByText(/^Solved/)
    .waitFor();
  await outline.getByText(/, 1 of \d+ exercises$/).waitFor();
  expect(await exercises.getByRole('searchbox').inputValue()).toBe('half a wor');
  await context.close();
});

test('GRD-3: an author’s pages follow what becomes of an exercise that is checked, and leave what is typed alone', async () => {
  const slug = `followed-${randomUUID().slice(0, 8)}`;
  const exercise = (stdout: string) => ({
    ...{ slug, title: `Followed ${slug}`, statement_md: 'Print three.', kind: 'program', difficulty: 1 },
    ...{ languages: ['python'], solution: { python: [{ name: 'main.py', content: 'print(3)\n' }] } },
    limits: { cpu_ms: 2_000, wall_ms: 6_000, memory_kb: 131_072, output_kb: 64 },
    tests: [{ name: 'one', hidden: false, input: { stdin: '\n' }, expected: { stdout }, compare: 'trimmed' }],
  });
  const { token } = await signInToApi(platform, 'trainer@example.com', demoPassword);
  const context = await newContext(browser);
  const list = await context.newPage();
  await signIn(list, platform, 'trainer@example.com', demoPassword);
  await list.goto(`${platform.siteUrl}/authoring?search=${slug}`);
  await hydrated(list);
  await list.getByLabel('Search in titles').fill('half a wor');

  await call(platform, token, 'POST', '/api/grading/exercises', exercise('3\n'));
  const row = list.getByRole('row').filter({ hasText: slug });
  await row.getByText('Published', { exact: true }).waitFor();
  const page = await context.newPage();
  await page.goto(`${platform.siteUrl}/authoring/${slug}`);
  await hydrated(page);
  await page.getByText('Published', { exact: true }).waitFor();
  await page.getByLabel('Title').fill('Half a wor');

  // By somebody else, while nothing is under way here.
  await call(platform, token, 'PUT', '/api/grading/exercises', exercise('4\n'));
  const reason = /Its own solution in Python is not accepted/;
  for (const place of [row, page]) await place.getByText(reason).waitFor();
  await page.getByText(/^Version 2\./).waitFor();
  expect(await page.getByLabel('Title').inputValue()).toBe('Half a wor');
  expect(await list.getByLabel('Search in titles').inputValue()).toBe('half a wor');
  await context.close();
});

test('B5: ops see what a provider told as it comes and is delivered, and nothing moves while they write why', async () => {
  const owner = openDatabase(platform.ownerUrl, { maximum: 1 });
  const { id: organisationId } = await owner('organisations').where({ slug: 'demo' }).first();
  const [first, second] = [`evt_${randomUUID()}`, `evt_${randomUUID()}`];
  const keep = (eventId: string) =>
    owner('webhook_events').insert({
      ...{ provider: 'stripe', event_id: eventId, type: 'payment_intent.succeeded', refers_to: ['pi_1'] },
      ...{ body: '{}', body_hash: randomBytes(32), organisation_id: organisationId },
      ...{ state: 'undeliverable', fault_code: 'object_unknown' },
    });
  const context = await newContext(browser);
  const [page, elsewhere] = [await context.newPage(), await context.newPage()];
  await signIn(page, platform, 'admin@example.com', demoPassword);
  for (const each of [page, elsewhere]) {
    await each.goto(`${platform.siteUrl}/ops/webhooks`);
    await hydrated(each);
  }
  await keep(first);
  const rowOf = (eventId: string, on = page) => on.getByRole('row').filter({ hasText: eventId });
  await rowOf(first).getByText('Not deliverable').waitFor();

  await rowOf(first).getByRole('button', { name: 'Deliver again' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Stripe was men');
  let loads = 0;
  page.on('request', (request) => (loads += Number(request.url().includes('__data.json'))));
  await keep(second);
  await rowOf(second, elsewhere).waitFor();
  expect([await rowOf(second).count(), loads]).toEqual([0, 0]);
  expect(await dialog.getByLabel('Reason').inputValue()).toBe('Stripe was men');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await rowOf(second).waitFor();

  await owner('webhook_events')
    .where({ event_id: second })
    .update({ state: 'delivered', fault_code: null, delivered_at: owner.fn.now() });
  await rowOf(second).getByText('Delivered').waitFor();
  await context.close();
  await owner('webhook_events').whereIn('event_id', [first, second]).del();
  await owner.destroy();
});
