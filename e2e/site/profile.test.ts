import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../dev/processes/wait-for.ts';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { makeStudent, newContext, password, signIn } from './people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('ACC-3: a password is changed on the profile: a wrong one is told on its field, this device stays signed in, others do not', async () => {
  const email = await makeStudent(platform);
  const [here, elsewhere] = await Promise.all([newContext(browser), newContext(browser)]);
  const [page, other] = [await here.newPage(), await elsewhere.newPage()];
  await signIn(page, platform, email);
  await signIn(other, platform, email);
  await page.goto(`${platform.siteUrl}/profile`);
  const current = page.getByLabel('Current password');
  const change = page.getByRole('button', { name: 'Change password' });
  await current.fill('not my password');
  await page.getByLabel('New password').fill('another-way-uphill-9');
  await change.click();
  await current.and(page.locator('[aria-invalid=true]')).waitFor();
  await page.getByText('is not your current password').waitFor();

  await current.fill(password);
  await change.click();
  await page.getByRole('status').getByText('Your password is changed.').first().waitFor();
  expect(await current.inputValue()).toBe('');
  await page.goto(`${platform.siteUrl}/submissions`);
  expect(new URL(page.url()).pathname).toBe('/submissions');
  // Sessions are asked for at most every four seconds.
  await waitFor('The other device being signed out', async () => {
    await other.goto(`${platform.siteUrl}/submissions`);
    return new URL(other.url()).pathname === '/sign-in';
  });
  await signIn(other, platform, email, 'another-way-uphill-9');
  await waitFor('The mail about it', async () => {
    const inbox = await fetch(`${platform.mailUrl}/api/messages?to=${encodeURIComponent(email)}`);
    return (await inbox.text()).includes('Your password was changed');
  });
  await Promise.all([here.close(), elsewhere.close()]);
});

test('ACC-3: without scripts a password is changed too', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(`${platform.siteUrl}/profile`);
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password').fill('12345678');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByLabel('New password').and(page.locator('[aria-invalid=true]')).waitFor();
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password').fill('another-way-uphill-9');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed.').waitFor();
  await context.close();
});
