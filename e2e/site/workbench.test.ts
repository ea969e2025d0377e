import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { makeStudent, newContext, signIn } from './people.ts';
import { writeCode } from './working.ts';

const platform = await sharedPlatform();
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  page = await (await newContext(browser)).newPage();
  await signIn(page, platform, await makeStudent(platform));
});
afterAll(() => browser.close());

async function runIn(language: string, code: string): Promise<void> {
  await page.goto(`${platform.siteUrl}/exercises/sum-two-numbers?language=${language}`);
  await writeCode(page, code);
  await page.getByRole('button', { name: 'Run' }).click();
}

const faulty = [
  ['python', 'cannot be parsed', 'print(1)\nif True\n  print(2)\n', 2],
  ['python', 'fails', 'print(1)\n\nprint(1 / 0)\n', 3],
  ['javascript', 'cannot be parsed', 'console.log(1);\nconst = 2;\n', 2],
  ['javascript', 'fails', 'console.log(1);\n\nmissing();\n', 3],
  [
    'typescript',
    'does not compile',
    'const one: number = 1;\nconst two: number = "2";\nconsole.log(one, two);\n',
    2,
  ],
  ['typescript', 'fails', 'console.log(1);\n\nnull!.toString();\n', 3],
  ['cpp', 'does not compile', '#include <iostream>\nint main() {\n  std::cout << missing;\n}\n', 3],
] as const;

test.each(faulty)(
  'GRD-4: %s that %s is marked in the editor, on its line',
  async (language, _what, code, line) => {
    await runIn(language, code);
    const marked = page.locator('.cm-lintRange-error').first();
    await marked.waitFor();
    const number = await marked.evaluate((range) => {
      const lines = [...document.querySelectorAll('.cm-line')];
      return lines.indexOf(range.closest('.cm-line')!) + 1;
    });
    expect(number).toBe(line);
  },
);

test('code never has ligatures, so that a beginner sees the signs they typed', async () => {
  for (const path of ['/', '/exercises/sum-two-numbers', '/courses/python-foundations']) {
    await page.goto(`${platform.siteUrl}${path}`);
    const joined = await page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter((element) => {
          const { fontFamily, fontVariantLigatures } = getComputedStyle(element);
          return fontFamily.includes('JetBrains') && fontVariantLigatures !== 'none';
        })
        .map((element) => element.outerHTML.slice(0, 100)),
    );
    expect([path, joined]).toEqual([path, []]);
  }
});

test('GRD-5: hints are rendered like the statement', async () => {
  await page.goto(`${platform.siteUrl}/exercises/greeting-card`);
  const hint = page.locator('article details').first();
  await hint.locator('summary').click();
  expect(await hint.locator('code').count()).toBeGreaterThan(0);
  expect(await hint.innerText()).not.toContain('`');
});
