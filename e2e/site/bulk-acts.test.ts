import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, makeStudent, newContext, password, signIn } from './people.ts';
import { refusal } from './refused-action.ts';
import { call, signInToApi } from './staff-people.ts';

const platform = await sharedPlatform();
let browser: Browser;
let admin: string;

beforeAll(async () => {
  browser = await launchBrowser();
  admin = (await signInToApi(platform, 'admin@example.com', demoPassword)).token;
});
afterAll(() => browser.close());

/** People whose addresses begin alike, so that a search finds them and nobody else. */
async function makePeople(count: number): Promise<{ search: string; ids: string[] }> {
  const search = `bulk-${randomBytes(4).toString('hex')}`;
  const ids: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const email = `${search}-${number}@example.com`;
    await call(platform, null, 'POST', '/api/auth/register', {
      ...{ email, password, name: `Bulky ${number}`, role: number === count ? 'parent' : 'student' },
    });
    ids.push((await signInToApi(platform, email, password)).id);
  }
  return { search, ids };
}

async function asAdmin(path: string, options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const context = await newContext(browser, options);
  const page = await context.newPage();
  await signIn(page, platform, 'admin@example.com', demoPassword);
  await page.goto(`${platform.siteUrl}${path}`);
  if (options.javaScriptEnabled !== false) await hydrated(page);
  return page;
}

type Entry = { action: string; reason: string | null };
const audit = async (id: string, action: string) =>
  (
    await call<{ results: Entry[] }>(platform, admin, 'GET', `/api/audit?subject_type=user&subject=${id}`)
  ).results.filter((entry) => entry.action === action);

/** Chooses everybody on the page, and asks for an act. */
async function actOnAll(page: Page, act: string) {
  await page.getByLabel('Choose all on this page').check();
  await page.getByRole('button', { name: act, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}

test('an admin deactivates several people with one reason: each has an entry of their own, nobody is deactivated twice', async () => {
  const { search, ids } = await makePeople(3);
  const page = await asAdmin(`/admin?search=${search}`);
  expect(await page.getByRole('button', { name: 'Deactivate', exact: true }).isDisabled()).toBe(true);
  const dialog = await actOnAll(page, 'Deactivate');
  await dialog.getByText('Deactivate 3 people?').waitFor();
  await dialog.getByLabel('Reason').fill('The term is over.');
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('3 accounts are deactivated.').waitFor();
  await dialog.waitFor({ state: 'hidden' });
  for (const id of ids)
    expect(await audit(id, 'user.deactivated')).toMatchObject([{ reason: 'The term is over.' }]);

  // One of them comes back; then all are chosen once more.
  await call(platform, admin, 'POST', `/api/users/${ids[0]}/reactivate`, {});
  await page.reload();
  await hydrated(page);
  const again = await actOnAll(page, 'Deactivate');
  expect(await again.getByLabel('Reason').inputValue()).toBe('');
  await again.getByLabel('Reason').fill('Once more.');
  await again.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('1 account is deactivated.').waitFor();
  await page.getByText('It was not done to 2 of them:').waitFor();
  expect(await page.getByRole('listitem').filter({ hasText: 'is deactivated already' }).count()).toBe(2);
  // They stay chosen, for another try with the same reason.
  expect(await page.getByRole('checkbox', { name: /^Choose Bulky/, checked: true }).count()).toBe(2);
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  expect(await page.getByRole('dialog').getByLabel('Reason').inputValue()).toBe('Once more.');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect((await audit(ids[0]!, 'user.deactivated')).length).toBe(2);
  expect((await audit(ids[1]!, 'user.deactivated')).length).toBe(1);
  expect((await audit(ids[1]!, 'user.updated')).length).toBe(0);

  await (await actOnAll(page, 'Reactivate')).getByRole('button', { name: 'Reactivate' }).click();
  await page.getByText('3 accounts are active again.').waitFor();
  await page.context().close();
});

test('an act that is refused leaves its dialog open, with the reason as typed and why; then it goes through', async () => {
  const { search } = await makePeople(1);
  const page = await asAdmin(`/admin?search=${search}`);
  const dialog = await actOnAll(page, 'Deactivate');
  await dialog.getByLabel('Reason').fill('The term is over.');
  await page.route(
    (url) => url.search.startsWith('?/bulk'),
    (route) => route.fulfill(refusal(503, { message: 'Too much at once.' })),
    { times: 1 },
  );
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'Too much at once.' }).waitFor();
  expect(await dialog.getByLabel('Reason').inputValue()).toBe('The term is over.');
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('1 account is deactivated.').waitFor();
  await dialog.waitFor({ state: 'hidden' });
  await page.context().close();
});

test('students get trainers at once; who is none is named, with why', async () => {
  const { search, ids } = await makePeople(2);
  const page = await asAdmin(`/admin?search=${search}`);
  await (await actOnAll(page, 'Assign a trainer')).getByRole('button', { name: 'Assign a trainer' }).click();
  await page.getByText('1 student has a trainer now.').waitFor();
  await page.getByText('is no student').waitFor();
  const student = await call<{ trainer: object | null }>(platform, admin, 'GET', `/api/users/${ids[0]}`);
  expect(student.trainer).not.toBeNull();
  await page.context().close();
});

test('an admin who is among the chosen stays, and is told so; the others are done', async () => {
  const page = await asAdmin('/admin?search=admin%40example.com&role=admin');
  const dialog = await actOnAll(page, 'Deactivate');
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('this is you: ask another admin').waitFor();
  expect((await call<{ id: string }>(platform, admin, 'GET', '/api/users/profile')).id).toBeTruthy();
  await page.context().close();
});

test('without scripts: rows are chosen, an act is a button, the filter stays', async () => {
  const { search } = await makePeople(2);
  const page = await asAdmin(`/admin?search=${search}`, { javaScriptEnabled: false });
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await page.getByText('Choose at least one first.').waitFor();
  await page.getByLabel('Choose Bulky 1').check();
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await page.getByText('1 account is deactivated.').waitFor();
  expect(new URL(page.url()).searchParams.get('search')).toBe(search);
  expect(await page.getByRole('checkbox', { name: /^Choose Bulky/ }).count()).toBe(2);
  await page.context().close();
});

/** The process of somebody who asked to be erased: it waits for 14 days. */
async function makeWaitingProcess(): Promise<{ workflow: string; takeBack: () => Promise<unknown> }> {
  const { token, id } = await signInToApi(platform, await makeStudent(platform), password);
  const { erasure } = await call<{ erasure: { id: string } }>(
    platform,
    token,
    'POST',
    '/api/users/privacy/erasures',
    { password },
  );
  const found = async () =>
    (
      await call<{ results: { workflow_id: string; finished_at: string | null }[] }>(
        platform,
        admin,
        'GET',
        `/api/ops/processes?kind=erase-person&user=${id}`,
      )
    ).results[0];
  await expect.poll(found, { timeout: 60_000 }).toBeDefined();
  return {
    workflow: (await found())!.workflow_id,
    takeBack: () => call(platform, token, 'POST', `/api/users/privacy/erasures/${erasure.id}/take-back`, {}),
  };
}

const choiceOf = (page: Page, workflow: string) =>
  page.getByRole('checkbox', { name: new RegExp(`^Choose .*${workflow}$`) });

test('ops cancels several processes with a reason, each with its entry; what ended meanwhile is told of that one', async () => {
  const [one, two, three] = [
    await makeWaitingProcess(),
    await makeWaitingProcess(),
    await makeWaitingProcess(),
  ];
  const page = await asAdmin('/ops?kind=erase-person');
  for (const { workflow } of [one, two]) await choiceOf(page, workflow).check();
  await page.getByRole('button', { name: 'Cancel the process' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Cancel 2 processes?').waitFor();
  await dialog.getByLabel('Reason').fill('They asked by telephone.');
  await dialog.getByRole('button', { name: 'Cancel the process' }).click();
  await page.getByText('2 cancellations are on their way.').waitFor();
  for (const { workflow } of [one, two]) {
    const { results } = await call<{ results: Entry[] }>(
      platform,
      admin,
      'GET',
      `/api/audit?subject_type=process&subject=${encodeURIComponent(workflow)}`,
    );
    expect(results).toMatchObject([{ action: 'process.cancelled', reason: 'They asked by telephone.' }]);
  }
  await page.context().close();

  // Without scripts the page is as old as it is.
  const still = await asAdmin('/ops?kind=erase-person', { javaScriptEnabled: false });
  await choiceOf(still, three.workflow).check();
  await still.getByRole('button', { name: 'Cancel the process' }).click();
  await still.getByText('Say why first.').waitFor();
  await choiceOf(still, three.workflow).check();
  await still.getByLabel('Reason').fill('Nobody wants it.');
  await three.takeBack();
  await still.getByRole('button', { name: 'Cancel the process' }).click();
  await still.getByText('It was not done to 1 of them:').waitFor();
  await still.getByText('it has ended, or its kind cannot be treated so').waitFor();
  await still.context().close();
});

test('a process is tried again once: the form sent a second time from the same page finds it changed', async () => {
  const { workflow } = await makeWaitingProcess();
  const page = await asAdmin('/ops?kind=erase-person', { javaScriptEnabled: false });
  const again = await page.context().newPage();
  await again.goto(page.url());
  for (const each of [page, again]) {
    await choiceOf(each, workflow).check();
    await each.getByLabel('Reason').fill('Try it.');
    await each.getByRole('button', { name: 'Try again now' }).click();
  }
  await page.getByText('1 process is trying again.').waitFor();
  await again.getByText('was tried again or went on since this list was read').waitFor();
  await page.context().close();
});

test('an act that is none of ours is refused, whatever it is called', async () => {
  const { ids } = await makePeople(1);
  const page = await asAdmin('/admin');
  const forms = [
    ['/admin?/bulk', { user: ids[0]! }],
    ['/ops?/bulk', { process: '1:send-mail:00000000-0000-7000-8000-000000000000', reason: 'why not' }],
  ] as const;
  for (const [path, fields] of forms)
    for (const act of ['', 'delete', 'constructor', '__proto__', 'toString']) {
      const response = await page.context().request.post(platform.siteUrl + path, {
        headers: { origin: platform.siteUrl },
        form: { act, ...fields },
      });
      expect([path, act, response.status()]).toEqual([path, act, 400]);
    }
  await page.context().close();
});
