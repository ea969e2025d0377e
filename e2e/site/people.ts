import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { SharedServices } from '#dev/testing/services.ts';
import { waitFor } from '#dev/processes/wait-for.ts';

type Platform = SharedServices['platform'];

export const password = 'a-long-way-uphill-7';

/** A browser of its own as far as cookies go. What it waits for may take long on a busy machine: limits only end what hangs. */
export async function newContext(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(120_000);
  return context;
}

/** Waits until the page's scripts have taken over: a choice made before would not change the form. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

/** An address nobody else uses, so that tests leave the demo's people alone. */
export const newEmail = (): string => `walker-${randomUUID().slice(0, 8)}@example.com`;

/** The path of the link in the newest mail to `email` that begins with `prefix`; waits until the mail arrives. */
export async function mailedPath(platform: Platform, email: string, prefix: string): Promise<string> {
  return waitFor(`A mail to ${email} with a link to ${prefix}`, async () => {
    const response = await fetch(`${platform.mailUrl}/api/messages?to=${encodeURIComponent(email)}`);
    return new RegExp(`${prefix}[A-Za-z0-9_.-]+`).exec(await response.text())?.[0];
  });
}

/** Makes an account through the API, confirms its address with the mailed key, and returns its e-mail. */
export async function makeStudent(platform: Platform): Promise<string> {
  const email = newEmail();
  const registered = await fetch(`${platform.apiUrl}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, name: 'Willa Walker', role: 'student' }),
  });
  if (registered.status !== 201)
    throw new Error(`Registering answered ${registered.status}: ${await registered.text()}`);
  const path = await mailedPath(platform, email, '/verify-email/');
  const verified = await fetch(`${platform.apiUrl}/api/auth${path}`);
  if (!verified.ok) throw new Error(`Verifying answered ${verified.status}: ${await verified.text()}`);
  return email;
}

/** Signs in on the site's own page, and waits for the page behind it. */
export async function signIn(
  page: Page,
  platform: Pick<Platform, 'siteUrl'>,
  email: string,
  secret: string = password,
): Promise<void> {
  await page.goto(`${platform.siteUrl}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}
