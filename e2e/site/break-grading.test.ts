import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { readRunRecord } from '#dev/platform/run-record.ts';
import { root } from '#dev/platform/settings.ts';
import { waitForHttp } from '#dev/platform/wait-for-http.ts';
import { freePort } from '#dev/processes/free-port.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { openDatabase } from '#models/database/knex.ts';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { makeStudent, newContext, password, signIn } from './people.ts';
import { handIn, signInToApi } from './staff-people.ts';

const platform = await sharedPlatform();
const slow = 'import time\ntime.sleep(1)\nprint(1)\n';
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const workerPid = () =>
  readRunRecord(platform.data)!.processes.find(({ name }) => name === 'grading-worker')!.pid;

async function executionsOf(submissionId: string): Promise<number> {
  const owner = openDatabase(platform.ownerUrl, { maximum: 1 });
  try {
    const executions = await owner('executions')
      .join('gradings', 'gradings.id', 'grading_id')
      .where({ submission_id: submissionId })
      .pluck('executions.attempt');
    return executions.length;
  } finally {
    await owner.destroy();
  }
}

const idIn = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1)!;

test('GRD-6: the grading worker is killed from the page of a submission that runs, and it comes to its verdict all the same', async () => {
  const context = await newContext(browser);
  const page = await context.newPage();
  const email = await makeStudent(platform);
  await signIn(page, platform, email);
  const { token } = await signInToApi(platform, email, password);
  const { id } = await handIn(platform, token, 'sum-two-numbers', slow);
  await page.goto(`${platform.siteUrl}/submissions/${id}`);
  await page.getByRole('heading', { level: 1, name: 'Running your code' }).waitFor();
  const before = workerPid();
  await page.getByText('Try to break it').click();
  await page.getByRole('button', { name: 'Kill the grading worker' }).click();
  await page.getByText(`Worker killed (process ${before})`).waitFor();
  const after = await waitFor('The worker starting again', () =>
    workerPid() === before ? undefined : workerPid(),
  );
  await page.getByText(`Worker started again (process ${after})`).waitFor();

  await page.getByRole('button', { name: 'Kill the grading worker' }).click();
  await page.getByText('It was killed a moment ago').waitFor();
  expect(workerPid()).toBe(after);

  await page.getByRole('heading', { level: 1, name: /tests pass/ }).waitFor();
  await page.getByText('The process went on').waitFor();
  expect(await executionsOf(id)).toBeGreaterThan(1);
  await context.close();
});

test('GRD-6: without scripts one submits again and has the worker killed meanwhile', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  const email = await makeStudent(platform);
  await signIn(page, platform, email);
  const { token } = await signInToApi(platform, email, password);
  const first = await handIn(platform, token, 'sum-two-numbers', slow);
  await page.goto(`${platform.siteUrl}/submissions/${first.id}`);
  await page.getByRole('heading', { level: 1, name: /tests pass/ }).waitFor();
  await page.getByText('Try to break it').click();
  await page.getByRole('button', { name: /^Submit this again/ }).click();
  await page.getByText(/^Worker killed/).waitFor();
  expect(idIn(page)).not.toBe(first.id);
  await page.getByText('The process went on').waitFor();
  await page.getByRole('heading', { level: 1, name: /tests pass/ }).waitFor();
  expect(await executionsOf(idIn(page))).toBeGreaterThan(1);
  await context.close();
});

test('outside a demo there is neither drawer nor action, even where a control is named', async () => {
  const port = await freePort();
  const siteUrl = `http://localhost:${port}`;
  const site = spawn(process.execPath, [path.join(root, 'web/server.ts')], {
    cwd: root,
    stdio: 'ignore',
    env: {
      ...process.env,
      WAYMARK_MODE: 'production',
      WEB_PORT: String(port),
      SITE_URL: siteUrl,
      API_URL: platform.apiUrl,
      DEMO_CONTROL_URL: platform.apiUrl,
      DEMO_CONTROL_TOKEN: 'any',
    },
  });
  onTestFinished(() => void site.kill());
  await waitForHttp(`${siteUrl}/api/health`);
  const context = await newContext(browser);
  const page = await context.newPage();
  const email = await makeStudent(platform);
  await signIn(page, { ...platform, siteUrl }, email);
  const { token } = await signInToApi(platform, email, password);
  const { id } = await handIn(platform, token, 'sum-two-numbers', 'print(1)\n');
  await page.goto(`${siteUrl}/submissions/${id}`);
  await page.getByRole('heading', { level: 1, name: /tests pass/ }).waitFor();
  expect(await page.getByText('Try to break it').count()).toBe(0);
  const before = workerPid();
  for (const action of ['break', 'again']) {
    const response = await page.request.post(`${siteUrl}/submissions/${id}?/${action}`, {
      headers: { origin: siteUrl },
      form: {},
    });
    expect([action, response.status()]).toEqual([action, 404]);
  }
  expect(workerPid()).toBe(before);
  await context.close();
});
