import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exifOf, halves, withSegment } from '#api/testing/pictures.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { makeStudent, newContext, password, signIn } from './people.ts';
import { handIn, makeTaughtStudent } from './staff-people.ts';

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

/** As a phone takes it: larger than any other form of the site may be, and noting where it was. */
async function photograph(): Promise<Buffer> {
  const jpeg = withSegment(await halves(1600, 1200).jpeg(90), 0xe1, exifOf({ orientation: 6 }));
  return Buffer.concat([jpeg, Buffer.alloc(3_500_000)]);
}

test('ACC-9: a picture is uploaded, shown in the menu, on the profile and where trainer and admin see the person, from the site’s own origin, and removed', async () => {
  const student = await makeTaughtStudent(platform);
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, student.email);
  await page.goto(`${platform.siteUrl}/profile`);
  const file = page.getByLabel('A picture of you');
  await file.setInputFiles({
    name: 'me.svg.png',
    mimeType: 'image/png',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  });
  await page.getByRole('button', { name: 'Save picture' }).click();
  await page.getByText('This is no PNG, JPEG or WebP picture.').waitFor();

  await file.setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: await photograph() });
  await page.getByRole('button', { name: 'Save picture' }).click();
  await page.getByText('Your picture is saved.').waitFor();
  await shown(page, page.locator('header img'));
  await shown(page, page.locator('main img'));

  const staff = await newContext(browser);
  const trainer = await staff.newPage();
  await signIn(trainer, platform, 'trainer@example.com', demoPassword);
  await trainer.goto(`${platform.siteUrl}/trainer?search=${encodeURIComponent(student.email)}`);
  const source = await shown(trainer, trainer.getByRole('row', { name: /Willa Walker/ }).locator('img'));
  const picture = await trainer.request.get(`${platform.siteUrl}${source}`);
  expect(picture.headers()).toMatchObject({
    'content-type': 'image/webp',
    'x-content-type-options': 'nosniff',
  });
  expect((await picture.body()).includes('Camera')).toBe(false);
  expect(picture.headers()['content-security-policy']).toBe("default-src 'none'; sandbox");
  const { id } = await handIn(platform, student.token, 'sum-two-numbers', 'print(1)');
  await trainer.goto(`${platform.siteUrl}/trainer/submissions/${id}`);
  await shown(trainer, trainer.locator('main').getByRole('definition').locator('img'));
  await trainer.goto(`${platform.siteUrl}/trainer/students/${student.id}`);
  await shown(trainer, trainer.locator('main header img'));
  const office = await newContext(browser);
  const admin = await office.newPage();
  await signIn(admin, platform, 'admin@example.com', demoPassword);
  await admin.goto(`${platform.siteUrl}/admin?search=${encodeURIComponent(student.email)}`);
  await shown(admin, admin.getByRole('row', { name: /Willa Walker/ }).locator('img'));
  await admin.getByRole('link', { name: 'Willa Walker' }).click();
  await shown(admin, admin.locator('main header img'));
  const stranger = await newContext(browser);
  expect((await stranger.request.get(`${platform.siteUrl}${source}`, { maxRedirects: 0 })).status()).toBe(
    303,
  );

  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('Your picture is removed.').waitFor();
  expect(await page.locator('header img').count()).toBe(0);
  await Promise.all([context.close(), staff.close(), office.close(), stranger.close()]);
});

/** Waits until a picture is there and loaded. @returns its path */
async function shown(page: Page, image: Locator): Promise<string> {
  await image.waitFor();
  const handle = await image.elementHandle();
  await page.waitForFunction((element) => (element as HTMLImageElement).naturalWidth > 0, handle);
  return (await image.getAttribute('src'))!;
}

test('ACC-9: without scripts a picture is uploaded too, and one that is too large is refused', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, platform, await makeStudent(platform));
  await page.goto(`${platform.siteUrl}/profile`);
  await page.getByLabel('A picture of you').setInputFiles({
    name: 'me.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.concat([await photograph(), Buffer.alloc(700_000)]),
  });
  await page.getByRole('button', { name: 'Save picture' }).click();
  await page.getByText('It is larger than 4 MB.').first().waitFor();
  await page
    .getByLabel('A picture of you')
    .setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: await photograph() });
  await page.getByRole('button', { name: 'Save picture' }).click();
  await page.locator('main img').waitFor();
  await context.close();
});
