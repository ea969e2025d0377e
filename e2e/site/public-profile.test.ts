import { randomUUID } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, makeStudent, newContext, signIn } from './people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const newHandle = () => `walker-${randomUUID().slice(0, 8)}`;
const open = (page: Page, handle: string) => page.goto(`${platform.siteUrl}/people/${handle}`);
const toggle = (page: Page) => page.getByRole('switch', { name: 'Show a public profile' });
const save = (page: Page) => page.getByRole('button', { name: 'Save public profile' }).click();

test('ACC-9: a profile is published on the profile page, read by anybody without scripts, and gone once it is taken back', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  const email = await makeStudent(platform);
  await signIn(page, platform, email);
  await page.goto(`${platform.siteUrl}/profile`);
  await hydrated(page);
  expect(await toggle(page).isChecked()).toBe(false);
  const address = page.getByLabel('Address', { exact: true });
  expect(await address.inputValue()).toMatch(/^willa-walker/);
  await page.getByText('Nobody can see it').waitFor();

  await toggle(page).check();
  await address.fill('not an address');
  await save(page);
  await address.and(page.locator('[aria-invalid=true]')).waitFor();
  await page.getByText('Use lower-case letters, digits, and single hyphens between them.').waitFor();
  expect(await toggle(page).isChecked()).toBe(true);
  const handle = newHandle();
  await address.fill(handle);
  await page.getByLabel('About you, in a sentence or two').fill('I walk <b>uphill</b>.');
  await save(page);
  await page.getByText('Your public profile is saved: everybody can see it.').waitFor();

  const anyone = await newContext(browser, { javaScriptEnabled: false, reducedMotion: 'reduce' });
  const seen = await anyone.newPage();
  expect((await open(seen, handle))?.status()).toBe(200);
  await seen.getByRole('heading', { level: 1, name: 'Willa Walker' }).waitFor();
  await seen.getByText('I walk <b>uphill</b>.').waitFor();
  const head = (name: string) =>
    seen.locator(`meta[name="${name}"], meta[property="${name}"]`).getAttribute('content');
  expect(await Promise.all(['robots', 'og:title', 'og:description'].map(head))).toEqual([
    'noindex',
    'Willa Walker',
    'I walk <b>uphill</b>.',
  ]);
  const content = await seen.content();
  expect(content).not.toContain(email);
  expect(content).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/);
  // What is ahead is the owner's own.
  expect(await seen.getByText('Only you see what is ahead.').count()).toBe(0);
  await page.getByRole('link', { name: 'See your page' }).click();
  await page.getByText('Only you see what is ahead.').waitFor();
  await page.getByText('0 of 7', { exact: true }).waitFor();

  await page.getByRole('link', { name: 'Change or take it back' }).click();
  await toggle(page).uncheck();
  await save(page);
  await page.getByText('Your public profile is saved: nobody can see it.').waitFor();
  for (const gone of [handle, newHandle()]) {
    expect((await open(seen, gone))?.status()).toBe(404);
    await seen.getByRole('heading', { name: 'The trail ends here' }).waitFor();
  }
  expect((await seen.request.get(`${platform.siteUrl}/people/${handle}/picture`)).status()).toBe(404);
  await Promise.all([context.close(), anyone.close()]);
});

test('ACC-9: without scripts a profile is published too, an address that somebody has is told on its field, and the page passes axe', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(`${platform.siteUrl}/profile`);
  await toggle(page).check();
  await page.getByLabel('Address', { exact: true }).fill('mina');
  await page.getByLabel('The days on which you learned').check();
  await save(page);
  await page.getByText('Somebody else has this already. Choose another.').waitFor();
  expect(await page.getByLabel('The days on which you learned').isChecked()).toBe(true);
  const handle = newHandle();
  await page.getByLabel('Address', { exact: true }).fill(handle);
  await save(page);
  await page.getByText('Your public profile is saved: everybody can see it.').waitFor();
  await context.close();

  const anyone = await newContext(browser, { colorScheme: 'dark', reducedMotion: 'reduce' });
  const seen = await anyone.newPage();
  await open(seen, handle.toUpperCase());
  expect(new URL(seen.url()).pathname).toBe(`/people/${handle}`);
  await seen.getByRole('heading', { name: 'The last twelve weeks' }).waitFor();
  expect((await new AxeBuilder({ page: seen }).analyze()).violations).toEqual([]);
  await anyone.close();
});

test('ACC-9: the dashboard shows quietly what was earned last and what is next, and leads to the rest', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, 'student@example.com', demoPassword);
  await page.goto(`${platform.siteUrl}/dashboard`);
  const section = page.getByRole('region', { name: 'Achievements' });
  await section.getByText('Sure-footed').waitFor();
  expect(await section.getByRole('listitem').count()).toBeLessThanOrEqual(4);
  await section.getByRole('link', { name: 'All achievements' }).click();
  await page.waitForURL('**/profile#achievements');
  await page.getByText('A first course completed').waitFor();
  await context.close();
});
