import { stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '#dev/platform/settings.ts';
import { isAlive } from '#dev/processes/identity.ts';
import { run } from '#dev/processes/run.ts';
import { createAccount } from '#dev/users/accounts.ts';
import { openDatabase } from '#models/database/knex.ts';
import { launchBrowser, launchPlatform } from './platform.ts';
import type { LaunchedPlatform } from './platform.ts';
import { newContext, signIn as signInOnSite } from './site/people.ts';

let platform: LaunchedPlatform;
const account = {
  email: 'kept@example.com',
  name: 'Kept',
  role: 'student',
  organisation: 'demo',
  password: 'a password that stays',
} as const;

beforeAll(async () => {
  platform = await launchPlatform();
});

afterAll(() => platform?.remove());

async function signIn(): Promise<number> {
  const body = JSON.stringify({ email: account.email, password: account.password });
  return (
    await fetch(`${platform.apiUrl}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
  ).status;
}

test('npm start brings up site, API, Temporal’s pages and the inbox', async () => {
  const { siteUrl, apiUrl, mailUrl } = platform;
  for (const url of [
    siteUrl,
    `${apiUrl}/health/live`,
    `${apiUrl}/api/docs`,
    platform.record().urls.temporal,
    mailUrl,
  ]) {
    expect((await fetch(url)).status, url).toBe(200);
  }
  const health = (await (await fetch(`${apiUrl}/health`)).json()) as { checks: Record<string, string> };
  expect(health.checks).toMatchObject({ database: 'healthy', temporal: 'healthy' });
});

test('a second npm start in the same folder is refused and says where the first one is', async () => {
  const { code, output } = await run(process.execPath, [path.join(root, 'dev/start.ts')], {
    env: { ...process.env, WAYMARK_DATA: platform.data },
  });
  expect(code).toBe(1);
  expect(output).toContain(`already runs from ${platform.data}`);
  expect(output).toContain(platform.siteUrl);
});

test('the grading worker holds neither the application’s secrets nor its database role', async () => {
  const worker = platform.record().processes.find(({ name }) => name === 'grading-worker');
  const { output } = await run('cat', [`/proc/${worker?.pid}/environ`]);
  const names = output.split('\0').map((line) => line.split('=')[0]);
  expect(names).toContain('DATABASE_GRADER_URL');
  for (const secret of [
    'DATABASE_URL',
    'DATABASE_RELAY_URL',
    'DATABASE_OWNER_URL',
    'JWT_SECRET',
    'FORWARD_SECRET',
    'MAIL_KEY',
  ])
    expect(names).not.toContain(secret);
});

test('Ctrl-C stops all of it and nothing else, and the data is there at the next start', async () => {
  const owner = openDatabase(platform.record().databaseOwnerUrl!, { maximum: 1 });
  await createAccount(owner, account);
  await owner.destroy();
  expect(await signIn()).toBe(200);
  const { supervisor, processes } = platform.record();
  await platform.stop();
  expect([supervisor, ...processes].filter(isAlive)).toEqual([]);
  await expect(stat(path.join(platform.data, 'run.json'))).rejects.toThrow('ENOENT');
  await platform.restart();
  expect(await signIn()).toBe(200);
});

test('OPS-14: under npm run dev the pages behind the sign-in are there too, from their sources', async () => {
  await platform.stop();
  await platform.restart({ watch: true });
  const browser = await launchBrowser();
  const page = await (await newContext(browser)).newPage();
  await signInOnSite(page, platform, account.email, account.password);
  for (const address of ['/profile/data', '/submissions']) {
    // A source that is compiled for the first time may load the page anew.
    const response = (await page.goto(`${platform.siteUrl}${address}`)) ?? (await page.reload());
    expect([address, response?.status()]).toEqual([address, 200]);
  }
  await browser.close();
});
