import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { mailedPath, makeStudent, newContext, password, signIn } from './people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('ACC-2: two tabs that refresh at once both stay signed in', async () => {
  const context = await newContext(browser);
  const one = await context.newPage();
  await signIn(one, platform, await makeStudent(platform));
  const two = await context.newPage();
  // As if the quarter of an hour had passed: only the refresh token is left.
  await context.clearCookies({ name: 'waymark_access' });
  await Promise.all([one.goto(`${platform.siteUrl}/dashboard`), two.goto(`${platform.siteUrl}/submissions`)]);
  expect(new URL(one.url()).pathname).toBe('/dashboard');
  expect(new URL(two.url()).pathname).toBe('/submissions');
  await one.goto(`${platform.siteUrl}/exercises`);
  expect(new URL(one.url()).pathname).toBe('/exercises');
  await context.close();
});

test('ACC-2: the tokens are out of reach of scripts, and signing out ends them', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  const cookies = (await context.cookies()).filter(({ name }) => /^waymark_(?:access|refresh)$/.test(name));
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  await page.getByLabel(/^Account of/).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You are signed out.').waitFor();
  await context.addCookies(cookies);
  await page.goto(`${platform.siteUrl}/dashboard`);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await page.getByText('Your session on this device has ended').waitFor();
  expect(new URL(page.url()).searchParams.get('next')).toBe('/dashboard');
  await context.close();
});

test('a page that needs an account asks to sign in first and then goes on there, but never to another site', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  const email = await makeStudent(platform);
  await page.goto(`${platform.siteUrl}/submissions?verdict=accepted`);
  expect(new URL(page.url()).searchParams.get('next')).toBe('/submissions?verdict=accepted');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/submissions?verdict=accepted');
  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
    const response = await page.request.get(`${platform.siteUrl}/sign-in?next=${encodeURIComponent(next)}`, {
      maxRedirects: 0,
    });
    expect(response.headers().location, next).toBe('/dashboard');
  }
  await context.close();
});

test('ACC-3: a forgotten password is set anew by the mailed link, which works once', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  const email = await makeStudent(platform);
  await page.goto(`${platform.siteUrl}/reset-password`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('a link is on its way').waitFor();
  const link = `${platform.siteUrl}${await mailedPath(platform, email, '/reset-password/')}`;
  await page.goto(link);
  await page.getByLabel('New password').fill('another-long-way-8');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByText('Your password is changed').waitFor();
  await signIn(page, platform, email, 'another-long-way-8');
  await page.goto(link);
  await page.getByLabel('New password').fill('yet-another-way-9');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByText('This link does not work').waitFor();
  await context.close();
});

test('a page of another role says that it is not open, not that something broke', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  const response = await page.goto(`${platform.siteUrl}/admin`);
  expect(response?.status()).toBe(403);
  await page.getByRole('heading', { name: 'Not open to your account' }).waitFor();
  await context.close();
});
