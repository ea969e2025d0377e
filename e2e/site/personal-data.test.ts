import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readZip } from '#dev/testing/read-zip.ts';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, makeStudent, newContext, password, signIn } from './people.ts';
import { call, makeParent, openDialog, signInToApi } from './staff-people.ts';

const platform = await sharedPlatform();
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** axe's findings in light and dark, and whether a window of 320 px must be scrolled sideways, as one list. */
async function faultsOf(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForFunction(
      (scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches,
      colorScheme,
    );
    const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
    for (const { id, nodes } of violations)
      found.push(...nodes.map((node) => `${colorScheme}, ${id}: ${node.html.slice(0, 200)}`));
  }
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  if (wide > 0) found.push(`${wide} px too wide for a window of 320 px`);
  await page.setViewportSize(size);
  return found;
}

async function openAs(email: string, path: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await newContext(browser, { reducedMotion: 'reduce' });
  const page = await context.newPage();
  await signIn(page, platform, email);
  await page.goto(`${platform.siteUrl}${path}`);
  await hydrated(page);
  return { context, page };
}

const downloads = (page: Page) => page.getByRole('link', { name: /^Download the archive/ });

/** Fills in the dialog that deletes an account. */
async function confirmWith(page: Page, secret: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(secret);
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: /^Delete/ }).click();
}

test('ACC-8: a person asks for an archive, sees it become ready without a reload, and downloads a ZIP of what is theirs', async () => {
  const email = await makeStudent(platform);
  const { context, page } = await openAs(email, '/profile');
  await page.getByRole('link', { name: 'Open your data' }).click();
  await page.getByText('You have not asked for one yet.').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Ask for an archive' }).click();
  await page.getByRole('status').getByText('The archive is ready to download.').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  const [download] = await Promise.all([page.waitForEvent('download'), downloads(page).click()]);
  expect(download.suggestedFilename()).toBe('waymark-archive.zip');
  const files = await readZip(await readFile(await download.path()));
  expect(JSON.parse(files['account/users.json']!)).toMatchObject([{ email }]);

  const address = `${platform.siteUrl}${(await downloads(page).getAttribute('href'))!}`;
  const answer = await page.request.get(address);
  expect(answer.headers()).toMatchObject({
    'content-type': 'application/zip',
    'cache-control': 'private, no-store',
    'content-length': String((await answer.body()).length),
  });
  const other = await openAs(await makeStudent(platform), '/dashboard');
  await other.page.goto(address);
  await other.page.getByText('That archive cannot be downloaded any more.').waitFor();
  const nobody = await newContext(browser);
  expect((await nobody.request.get(address, { maxRedirects: 0 })).headers().location).toMatch(/^\/sign-in/);
  await Promise.all([context.close(), other.context.close(), nobody.close()]);
});

test('ACC-8: past three archives a week a person is told so', async () => {
  const { context, page } = await openAs(await makeStudent(platform), '/profile/data');
  for (const count of [1, 2, 3]) {
    await page.getByRole('button', { name: /^Ask for a/ }).click();
    await downloads(page)
      .nth(count - 1)
      .waitFor();
  }
  await page.getByRole('button', { name: 'Ask for a new archive' }).click();
  await page.getByRole('alert').getByText('There are three archives of the last seven days.').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await context.close();
});

test('ACC-8: a person deletes their account with their password, reads on every page when it happens, and takes it back', async () => {
  const { context, page } = await openAs(await makeStudent(platform), '/profile/data');
  await openDialog(page, 'Delete my account');
  expect(await faultsOf(page)).toEqual([]);
  await confirmWith(page, 'not-my-password-1');
  const field = page.getByRole('dialog').getByLabel('Your password');
  await page.getByRole('dialog').getByText('That is not your password.').waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
  expect(await faultsOf(page)).toEqual([]);
  await confirmWith(page, password);
  const heading = page.getByRole('heading', { name: 'Your account will be erased' });
  await heading.waitFor();
  expect(await heading.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.getByText('days left').waitFor();
  expect(await faultsOf(page)).toEqual([]);

  const banner = page.getByRole('complementary', { name: 'Your account waits to be erased' });
  for (const path of ['/dashboard', '/courses', '/profile']) {
    await page.goto(`${platform.siteUrl}${path}`);
    await banner.getByText('Your account will be erased on').waitFor();
  }
  await page.goto(`${platform.siteUrl}/submissions`);
  expect(await faultsOf(page)).toEqual([]);
  await banner.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Taken back. Your account stays as it is.').waitFor();
  await page.getByRole('button', { name: 'Delete my account' }).waitFor();
  await page.goto(`${platform.siteUrl}/dashboard`);
  expect(await banner.count()).toBe(0);
  await context.close();
});

test('ACC-8: whoever guesses too often is told to wait, in the form', async () => {
  const email = await makeStudent(platform);
  const { context, page } = await openAs(email, '/profile/data');
  const { token } = await signInToApi(platform, email, password);
  // As many as an account may miss.
  for (let guess = 0; guess < 5; guess += 1)
    await call(platform, token, 'POST', '/api/users/privacy/erasures', {
      password: `guess-number-${guess}`,
    }).catch(() => undefined);
  await openDialog(page, 'Delete my account');
  await confirmWith(page, password);
  await page.getByRole('dialog').getByRole('alert').getByText('Too many failed sign-ins.').waitFor();
  await context.close();
});

test('ACC-8: a parent takes a copy of their child’s data, deletes the account and takes that back, but not while viewing as the child', async () => {
  const email = await makeParent(platform);
  const parent = await signInToApi(platform, email, password);
  await call(platform, parent.token, 'POST', '/api/users/children', { name: 'Mia', consent: true });
  const { context, page } = await openAs(email, '/family');
  await page.getByRole('link', { name: 'Data of Mia' }).click();
  await page.getByRole('heading', { level: 1, name: 'Data of Mia' }).waitFor();
  await page.getByRole('button', { name: 'Ask for an archive' }).click();
  await downloads(page).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), downloads(page).click()]);
  const files = await readZip(await readFile(await download.path()));
  expect(JSON.parse(files['account/users.json']!)).toMatchObject([{ name: 'Mia' }]);
  await openDialog(page, 'Delete the account of Mia');
  await confirmWith(page, password);
  await page.getByRole('heading', { name: 'The account of Mia will be erased' }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.goto(`${platform.siteUrl}/family`);
  await page.getByText('Account will be erased on').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('link', { name: 'Data of Mia' }).click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Taken back. The account of Mia stays as it is.').waitFor();

  await page.goto(`${platform.siteUrl}/profile/data`);
  await page.getByRole('alert').getByText('This child goes along: Mia.').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.goto(`${platform.siteUrl}/family`);
  await hydrated(page);
  const dialog = await openDialog(page, 'View as Mia');
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'View as Mia' }).click();
  await page.waitForURL('**/dashboard');
  await page.goto(`${platform.siteUrl}/profile/data`);
  await page.getByText('Their data is on your own family page').waitFor();
  expect(await page.getByRole('button', { name: /^(Ask|Delete)/ }).count()).toBe(0);
  expect(await faultsOf(page)).toEqual([]);
  await context.close();
});

test('ACC-8: a stranger’s child has no page', async () => {
  const [one, other] = [await makeParent(platform), await makeParent(platform)];
  const { token } = await signInToApi(platform, one, password);
  const child = await call<{ id: string }>(platform, token, 'POST', '/api/users/children', {
    name: 'Mia',
    consent: true,
  });
  const { context, page } = await openAs(other, '/family');
  expect((await page.goto(`${platform.siteUrl}/family/${child.id}/data`))?.status()).toBe(404);
  await page.getByRole('heading', { name: 'The trail ends here' }).waitFor();
  await context.close();
});

test('ACC-8: without scripts one asks for an archive, deletes the account and takes it back too', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(`${platform.siteUrl}/profile/data`);
  await page.getByRole('button', { name: 'Ask for an archive' }).click();
  await downloads(page).waitFor();
  const form = page.locator('details').filter({ hasText: 'Your password' });
  await form.locator('summary').click();
  await form.getByLabel('Your password').fill('not-my-password-1');
  await form.getByRole('checkbox').check();
  await form.getByRole('button', { name: 'Delete my account' }).click();
  await form.getByText('That is not your password.').waitFor();
  await form.getByLabel('Your password').fill(password);
  await form.getByRole('checkbox').check();
  await form.getByRole('button', { name: 'Delete my account' }).click();
  await page.getByText('days left').waitFor();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Taken back.').waitFor();
  await context.close();
});

test('ACC-8: a superadmin is told whom to ask', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, 'superadmin@example.com', demoPassword);
  await page.goto(`${platform.siteUrl}/profile/data`);
  await page.getByText('Ask another superadmin').waitFor();
  expect(await page.getByRole('button', { name: /^Delete/ }).count()).toBe(0);
  await context.close();
});
