import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, mailedPath, newContext, newEmail, password } from './people.ts';
import { call, signInToApi } from './staff-people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('ACC-6: who joins by a mailed invitation gets the language of the page and the time zone of the browser', async () => {
  const email = newEmail();
  const admin = await signInToApi(platform, 'admin@example.com', demoPassword);
  await call(platform, admin.token, 'POST', '/api/organisations/invitations', { email, role: 'trainer' });
  const context = await newContext(browser, { locale: 'de', timezoneId: 'Europe/Berlin' });
  const page = await context.newPage();
  await page.goto(`${platform.siteUrl}/de${await mailedPath(platform, email, '/invitations/')}`);
  await hydrated(page);
  await page.getByLabel('Name').fill('Bruno Berg');
  await page.getByLabel('Passwort').fill(password);
  await page.getByRole('button', { name: 'Beitreten' }).click();
  await page.waitForURL((url) => !url.pathname.includes('/invitations/'));

  const { token } = await signInToApi(platform, email, password);
  expect(await call(platform, token, 'GET', '/api/users/profile')).toMatchObject({
    language: 'de',
    time_zone: 'Europe/Berlin',
  });
  await context.close();
});
