import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'puppeteer-core';
import { launchFirefox, sharedPlatform } from '../platform.ts';
import { makeStudent, password } from './people.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchFirefox();
});
afterAll(() => browser.close());

async function open(page: Page, path: string): Promise<void> {
  await page.goto(platform.siteUrl + path);
  await page.locator('html[data-hydrated]').setVisibility(null).wait();
}

/** Writes over what stands in the editor. */
async function writeCode(page: Page, code: string): Promise<void> {
  await page.waitForSelector('.cm-content');
  await page.focus('.cm-content');
  await page.keyboard.down('Control');
  await page.keyboard.press('KeyA');
  await page.keyboard.up('Control');
  await page.keyboard.press('Delete');
  await page.keyboard.type(code);
}

test('in Firefox one signs in, reads a lesson, submits and sees the verdict', async () => {
  const email = await makeStudent(platform);
  const page = await (await browser.createBrowserContext()).newPage();
  page.setDefaultTimeout(120_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => {
    // A page that is left ends what it still fetches, which Firefox tells as an error of that page.
    if (!String(error).includes('NetworkError when attempting to fetch')) faults.push(String(error));
  });

  await open(page, '/sign-in');
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.locator('::-p-aria([name="Sign in"][role="button"])').click();
  await page.waitForFunction(() => location.pathname === '/dashboard');

  await open(page, '/courses/python-foundations');
  await page.locator('::-p-aria([name="Start this course"][role="button"])').click();
  await page.waitForFunction(() => /^\/courses\/python-foundations\/./.test(location.pathname));
  const first = await page.$eval('h1', (heading) => heading.textContent);
  await page.locator('::-p-aria([name="Mark done, next"][role="button"])').click();
  await page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, {}, first);

  await open(page, '/exercises/sum-two-numbers?language=python');
  await writeCode(page, 'import sys\nprint(sum(map(int, sys.stdin.read().split())))\n');
  await page.locator('::-p-aria([name="Submit"][role="button"])').click();
  await page.waitForFunction(() =>
    [...document.querySelectorAll('h1, h2')].some((heading) => heading.textContent.includes('Accepted')),
  );
  expect(faults).toEqual([]);
});
