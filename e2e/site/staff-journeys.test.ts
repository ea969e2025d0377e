import { randomBytes, randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '#models/database/knex.ts';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, newContext, password, signIn } from './people.ts';
import { handIn, makeParent, makeTaughtStudent, openDialog } from './staff-people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A fresh browser in which this person is signed in. */
async function as(email: string, secret = demoPassword): Promise<Page> {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, email, secret);
  return page;
}

test('ACC-12: a trainer comments on a student’s work and overrides its result with a reason, which the student reads', async () => {
  const student = await makeTaughtStudent(platform);
  const { id } = await handIn(platform, student.token, 'sum-two-numbers', 'print(41)\n');
  const page = await as('trainer@example.com');
  await page.goto(`${platform.siteUrl}/trainer/submissions?student=${student.id}`);
  const link = page.getByRole('link', { name: /Willa Walker, Sum two numbers/ });
  await link.click();
  await page.getByText('Not yet').filter({ visible: true }).first().waitFor();
  await page.getByText('The student’s output').filter({ visible: true }).waitFor();
  expect(await page.getByText('Your output').count()).toBe(0);

  // Back to the list as it was filtered.
  await page.getByRole('link', { name: 'All submissions' }).click();
  await page.waitForURL(`**/trainer/submissions?student=${student.id}`);
  await hydrated(page);
  await page.getByLabel('Answer').selectOption('Waiting');
  await page.waitForURL(/review=waiting/);
  await link.click();

  await page.getByLabel('Comment', { exact: true }).fill('You always print 41. Read the input first.');
  await page.getByRole('button', { name: 'Send comment' }).click();
  await page.getByText('Your comment is sent.').waitFor();

  const dialog = await openDialog(page, 'Override');
  await dialog.getByLabel('Verdict').selectOption('accepted');
  await dialog.getByLabel(/^Score/).fill('999');
  await dialog.getByLabel('Reason').fill('Explained it to me in class.');
  await dialog.getByRole('button', { name: 'Override the result' }).click();
  await dialog.getByText('Choose at most 7.').waitFor();
  expect(await dialog.getByLabel(/^Score/).evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await dialog.getByLabel('Reason').inputValue()).toBe('Explained it to me in class.');
  await dialog.getByLabel(/^Score/).fill('5');
  await dialog.getByRole('button', { name: 'Override the result' }).click();
  await page.getByText('Your result stands now.').waitFor();
  await page.getByText('5 of 7 points').waitFor();
  await page.goto(`${platform.siteUrl}/trainer/submissions?student=${student.id}&review=waiting`);
  await page.getByText('No submission fits these filters.').waitFor();
  await hydrated(page);
  await page.getByLabel('Answer').selectOption('Answered');
  await link.waitFor();

  const seen = await as(student.email, password);
  await seen.goto(`${platform.siteUrl}/submissions/${id}`);
  await seen.getByText('Explained it to me in class.').first().waitFor();
  await seen.getByText('Your output').filter({ visible: true }).waitFor();
  await seen.getByText('You always print 41. Read the input first.').waitFor();

  const admin = await as('admin@example.com');
  await admin.goto(`${platform.siteUrl}/admin/audit?kind=submission.&subject=${id}`);
  await admin.getByText('Because: Explained it to me in class.').waitFor();
  await admin.getByText('overrode the result of a submission of Willa Walker to Sum two numbers.').waitFor();
  await admin.getByText('Not yet', { exact: true }).waitFor();
  await admin.goto(
    `${platform.siteUrl}/admin/audit?person=trainer@example.com&kind=submission.&act=submission.overridden`,
  );
  await admin.getByText('Because: Explained it to me in class.').waitFor();
  await admin.goto(`${platform.siteUrl}/admin/audit?person=nobody-is-called-this`);
  await admin.getByText('Nothing of this kind has happened yet.').waitFor();
});

test('ACC-12: an admin deactivates a person with a reason; they cannot sign in, and the audit log says why', async () => {
  const { email, id } = await makeTaughtStudent(platform);
  const page = await as('admin@example.com');
  await page.goto(`${platform.siteUrl}/admin`);
  await page.getByLabel(/^Name or e-.mail$/u).fill(email);
  await page.getByLabel(/^Name or e-.mail$/u).press('Enter');
  await page.waitForURL(/search=/);
  await page.getByRole('link', { name: 'Willa Walker' }).click();
  const dialog = await openDialog(page, 'Deactivate');
  await dialog.getByLabel(/^Reason/).fill('Left the school.');
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('The account is deactivated.').waitFor();

  const context = await newContext(browser);
  const their = await context.newPage();
  await their.goto(`${platform.siteUrl}/sign-in`);
  await their.getByLabel('E-mail').fill(email);
  await their.getByLabel('Password').fill(password);
  await their.getByRole('button', { name: 'Sign in', exact: true }).click();
  await their.getByRole('alert').waitFor();

  await page.goto(`${platform.siteUrl}/admin/audit?subject=${id}`);
  await page.getByText('Because: Left the school.').waitFor();
});

test('ACC-9: a parent adds a child without an e-mail, looks through their eyes with consent, and finds the way back', async () => {
  const page = await as(await makeParent(platform), password);
  await page.getByText('You have not added a child yet.').waitFor();
  const dialog = await openDialog(page, 'Add a child');
  await dialog.getByLabel('Name').fill('Kit Walker');
  await dialog.getByLabel(/I am their parent/).check();
  await dialog.getByRole('button', { name: 'Add child' }).click();
  await page.getByRole('heading', { name: 'Kit Walker' }).waitFor();
  await page.getByRole('list', { name: 'Kit Walker’s week' }).waitFor();
  await page.getByText('Nothing is due.').waitFor();

  const viewing = await openDialog(page, 'View as Kit Walker');
  await viewing.getByLabel('Kit Walker knows that I am looking.').check();
  await viewing.getByRole('button', { name: 'View as Kit Walker' }).click();
  await page.waitForURL('**/dashboard');
  await page.getByText('You are viewing as Kit Walker.').waitFor();
  await page.getByRole('button', { name: 'Back to your own account' }).click();
  await page.getByRole('heading', { name: 'Family' }).waitFor();
  expect(await page.getByText('You are viewing as').count()).toBe(0);
});

test('OPS-1, OPS-2: ops see a process appear, cancel it with a reason, and its timeline tells it', async () => {
  const student = await makeTaughtStudent(platform);
  const list = await as('admin@example.com');
  await list.goto(`${platform.siteUrl}/ops?order=oldest`);
  await list.getByRole('region', { name: 'Health of the platform' }).waitFor();
  await list.goto(`${platform.siteUrl}/ops`);
  await hydrated(list);
  const { grading } = await handIn(
    platform,
    student.token,
    'sum-two-numbers',
    'import time\ntime.sleep(30)\n',
  );
  await list
    .getByRole('link', { name: `Grading, Sum two numbers, grade-submission:${grading.id}` })
    .waitFor();
  const page = await as('admin@example.com');
  await page.goto(`${platform.siteUrl}/ops/grade-submission:${grading.id}`);
  const dialog = await openDialog(page, 'Cancel');
  await dialog.getByLabel('Reason').fill('Sleeps for nothing.');
  await dialog.getByRole('button', { name: 'Cancel the process' }).click();
  await page.getByText('Reason: Sleeps for nothing').waitFor();
  await page.getByText('Cancelled', { exact: true }).waitFor();
  await page.getByText('It is over; there is nothing to repair.').waitFor();
  expect(await page.getByRole('button', { name: 'Try again now' }).count()).toBe(0);
});

test('B5: ops see what a provider told and nobody could be told of, why, and deliver it again with a reason', async () => {
  const owner = openDatabase(platform.ownerUrl, { maximum: 1 });
  const { id: organisationId } = await owner('organisations').where({ slug: 'demo' }).first();
  const eventId = `evt_${randomUUID()}`;
  await owner('webhook_events').insert({
    ...{ provider: 'stripe', event_id: eventId, type: 'payment_intent.succeeded', refers_to: ['pi_1'] },
    ...{ body: '{}', body_hash: randomBytes(32), organisation_id: organisationId },
    ...{ state: 'undeliverable', fault_code: 'object_unknown' },
  });
  const page = await as('admin@example.com');
  await page.goto(`${platform.siteUrl}/ops`);
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.waitForURL('**/ops/webhooks');
  await hydrated(page);
  await page.getByLabel('State').selectOption('Not deliverable');
  await page.waitForURL(/state=undeliverable/);
  const event = page.getByRole('row').filter({ hasText: eventId });
  await event.getByText('No process is known by what it names.').waitFor();
  await event.getByRole('button', { name: 'Deliver again' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Stripe was mended.');
  await dialog.getByRole('button', { name: 'Deliver again' }).click();
  await page.getByText('It could still not be delivered. The list says why.').waitFor();
  await event.getByText('Nobody listens to this type any more.').waitFor();
  expect(await page.getByLabel('State').inputValue()).toBe('undeliverable');
  await page.goto(`${platform.siteUrl}/admin/audit?kind=webhook_event.`);
  await page.getByText('Stripe was mended.').first().waitFor();
  await owner('webhook_events').where({ event_id: eventId }).del();
  await owner.destroy();
});

test('ACC-5: a page for another role says so in words', async () => {
  const student = await makeTaughtStudent(platform);
  const page = await as(student.email, password);
  for (const path of ['/trainer', '/authoring', '/admin', '/ops', '/family']) {
    const response = await page.goto(`${platform.siteUrl}${path}`);
    expect(response?.status()).toBe(403);
    await page.getByRole('heading', { name: 'Not open to your account' }).waitFor();
  }
});
