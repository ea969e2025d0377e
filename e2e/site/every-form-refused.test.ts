import type { Browser, ElementHandle, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, makeStudent, newContext, password, signIn } from './people.ts';
import { handIn, signInToApi } from './staff-people.ts';

const platform = await sharedPlatform();
let browser: Browser;
let work: { submission: string; student: string; email: string };

beforeAll(async () => {
  browser = await launchBrowser();
  const email = await makeStudent(platform);
  const { token, id } = await signInToApi(platform, email, password);
  const { id: submission } = await handIn(platform, token, 'sum-two-numbers', 'print(3)\n');
  work = { submission, student: id, email };
});
afterAll(() => browser.close());

/** Where the forms are; the workbench's and those in dialogs have tests of their own (lost-requests.test.ts), into the demo, and out of the site, one goes by a press. */
const pages: Record<string, () => string[]> = {
  visitor: () => ['/sign-in', '/sign-up', '/reset-password', '/reset-password/some-token'],
  student: () => [
    '/profile',
    '/profile/data',
    '/profile/notifications',
    '/courses/python-foundations',
    '/courses/python-foundations/loops',
    `/submissions/${work.submission}`,
  ],
  trainer: () => ['/authoring/new', '/authoring/sum-two-numbers'],
  admin: () => [
    '/admin/invitations',
    '/admin/organisation',
    '/admin/organisation/texts/terms/ar',
    '/admin/trainers',
    `/admin/users/${work.student}`,
    `/trainer/submissions/${work.submission}`,
  ],
};

const typed: Record<string, string> = {
  email: 'somebody@example.com',
  password: 'typed-and-not-lost-9',
  number: '7',
  url: 'https://example.com/',
  color: '#336699',
};

const picture = { name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('not looked at here') };

/** Fills what a person could type into a form. @returns each field with what stands in it */
async function fillIn(form: Locator): Promise<[ElementHandle, string][]> {
  const filled: [ElementHandle, string][] = [];
  const fields = await form
    .locator('textarea, input:not([type=hidden], [type=submit], [role=combobox])')
    .filter({ visible: true })
    .elementHandles();
  for (const field of fields) {
    const type = (await field.getAttribute('type')) ?? 'text';
    const required = (await field.getAttribute('required')) !== null;
    if (type === 'checkbox' && required) await field.check();
    if (type === 'file' && required) await field.setInputFiles(picture);
    if (['checkbox', 'radio', 'file', 'time'].includes(type) || type.startsWith('date')) continue;
    // What follows another field, such as a file's name that is given by its language, may be gone by then.
    if (!(await field.isVisible()) || !(await field.isEditable())) continue;
    if ((await field.inputValue()) === '') await field.fill(typed[type] ?? 'Something long in the typing');
    filled.push([field, await field.inputValue()]);
  }
  return filled;
}

async function openAt(page: Page, path: string): Promise<Locator> {
  await page.goto(`${platform.siteUrl}${path}`);
  await hydrated(page);
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('main details')) details.setAttribute('open', '');
  });
  return page
    .locator('main form[method=post]:not([action="/sign-in"], [action="/sign-out"])')
    .filter({ visible: true });
}

test.for(Object.keys(pages))(
  'a platform that is away: each form on the pages of a %s stays as it was typed, and says why',
  async (role) => {
    const page = await (await newContext(browser)).newPage();
    if (role !== 'visitor')
      await signIn(
        page,
        platform,
        role === 'student' ? work.email : `${role}@example.com`,
        role === 'student' ? password : demoPassword,
      );
    await page.route('**/*', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>503</h1>' })
        : route.continue(),
    );
    for (const path of pages[role]!()) {
      const count = await (await openAt(page, path)).count();
      expect(count, path).toBeGreaterThan(0);
      for (let index = 0; index < count; index += 1) {
        const form = (await openAt(page, path)).nth(index);
        const what = `${path}, ${await form.getAttribute('action')}`;
        const filled = await fillIn(form);
        const valid = await form.evaluate((one: HTMLFormElement) => {
          one.requestSubmit();
          return one.checkValidity();
        });
        expect(valid, `${what} can be sent`).toBe(true);
        await page
          .getByText('Part of the platform is not answering right now')
          .filter({ visible: true })
          .first()
          .waitFor()
          .catch((error: Error) => {
            throw new Error(`${what} does not say why: ${error.message}`);
          });
        expect(new URL(page.url()).pathname, what).toBe(path);
        for (const [field, value] of filled) expect(await field.inputValue(), what).toBe(value);
      }
    }
    await page.context().close();
  },
);
