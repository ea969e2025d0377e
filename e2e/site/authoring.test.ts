import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, sharedPlatform } from '../platform.ts';
import { demoPassword } from './pages.ts';
import { hydrated, makeStudent, newContext, signIn } from './people.ts';
import { call, signInToApi } from './staff-people.ts';
import { writeCode } from './working.ts';

const platform = await sharedPlatform();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function asTrainer(): Promise<Page> {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, platform, 'trainer@example.com', demoPassword);
  return page;
}

test('GRD-3: an author writes tests as a grid, fills what is expected from the own solution, and the exercise is published once that is accepted', async () => {
  const page = await asTrainer();
  const slug = `double-it-${Date.now()}`;
  await page.goto(`${platform.siteUrl}/authoring/new`);
  await page.locator('[aria-label="Solution, Python"] .cm-content').fill('print(int(input()) * 2)\n');
  await page.getByLabel('Title').fill('Double it');
  await page.getByLabel(/^Web address/).fill('Not an address');
  await page.getByLabel('Statement in Markdown').fill('Print **twice** the number.');
  await page.getByLabel('Input of Test 1').fill('4\n');
  await page.getByLabel('Expected of Test 1').fill('9\n');
  await page.getByLabel('Expected of Test 1').press('Alt+ArrowDown');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('tests.1.expected');
  await page.getByLabel('Input of Test 2').fill('-3\n');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('Use only lower-case letters, digits and hyphens.').waitFor();
  expect(await page.getByLabel('Expected of Test 1').inputValue()).toBe('9\n');

  await page.getByLabel(/^Web address/).fill(slug);
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('The test “Test 2” does not say what it expects.').waitFor();
  await page.getByRole('button', { name: 'Fill expected from my solution' }).click();
  await page.getByText('1 test filled.').waitFor();
  expect(await page.getByLabel('Expected of Test 2').inputValue()).toBe('-6\n');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText(/solution.* is not accepted/).waitFor();

  await page.getByLabel('Expected of Test 1').fill('8\n');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('Published', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Preview as student' }).click();
  await page.getByText('Graded by 2 tests, 1 of them hidden.').waitFor();
  expect(await page.getByText('-3').count()).toBe(0);
  await page.context().close();

  // It stands in no lesson: whoever solved it goes on among the exercises.
  const student = await (await newContext(browser)).newPage();
  await signIn(student, platform, await makeStudent(platform));
  await student.goto(`${platform.siteUrl}/exercises/${slug}?language=python`);
  await writeCode(student, 'print(int(input()) * 2)\n');
  await student.getByRole('button', { name: 'Submit' }).click();
  const onward = student.getByRole('link', { name: 'More exercises' });
  await onward.waitFor();
  await student.getByRole('link', { name: 'Page of this submission' }).click();
  await student.waitForURL('**/submissions/**');
  await onward.click();
  await student.waitForURL('**/exercises');
  await student.context().close();
});

test('GRD-3: what a C++ function gives is filled in before the exercise is ever saved, and the test it fails is named', async () => {
  const page = await asTrainer();
  await page.goto(`${platform.siteUrl}/authoring/new`);
  await hydrated(page);
  await page.getByLabel('A test gives the program').selectOption('call');
  await page.getByRole('checkbox', { name: 'C++' }).check();
  await page.getByRole('checkbox', { name: 'Python' }).uncheck();
  await page.getByLabel('Function or class of Test 1').fill('half');
  await page.getByLabel('Arguments (JSON list) of Test 1').fill('[[8]');
  await page.getByLabel('Function or class of Test 2').fill('half');
  await page.getByLabel('Arguments (JSON list) of Test 2').fill('[3]');
  const fill = page.getByRole('button', { name: 'Fill expected from my solution' });
  await fill.click();
  await page.getByText('This is not valid JSON.').waitFor();

  await page.getByLabel('Arguments (JSON list) of Test 1').fill('[8]');
  await fill.click();
  await page.getByText(/^Write a solution first, in one of these languages: Python/).waitFor();
  await page.locator('summary', { hasText: 'C++' }).click();
  const solution =
    '#include <stdexcept>\nint half(int n) {\n  if (n % 2 != 0) throw std::runtime_error("odd");\n  return n / 2;\n}\n';
  await page.locator('[aria-label="Solution, C++"] .cm-content').fill(solution);
  await fill.click();
  await page.getByText('1 test filled.').waitFor();
  await page.getByText(/Your solution failed at “Test 2”: .*odd/).waitFor();
  expect(await page.getByLabel('Expected of Test 1').inputValue()).toBe('4');
  expect(await page.getByLabel('Expected of Test 2').inputValue()).toBe('');
});

test('CUR-7: an author sees what came of a check that a colleague started', async () => {
  const admin = await signInToApi(platform, 'admin@example.com', demoPassword);
  await call(platform, admin.token, 'POST', '/api/grading/exercises/sum-two-numbers/check', {});
  const page = await asTrainer();
  await page.goto(`${platform.siteUrl}/authoring/sum-two-numbers`);
  await page.getByRole('link', { name: 'See the result, Python' }).click();
  await page.getByText('This is an exercise’s own solution being checked').waitFor();
  await page.getByRole('link', { name: 'Back to the exercise' }).click();
  await page.waitForURL('**/authoring/sum-two-numbers');
});

test('GRD-3: the grid of tests works without scripts, and what was typed survives every press', async () => {
  const context = await newContext(browser, { javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, platform, 'trainer@example.com', demoPassword);
  await page.goto(`${platform.siteUrl}/authoring/new`);
  await page.getByLabel('Title').fill('Half typed');
  await page.getByLabel('Input of Test 1').fill('first line\nsecond line');
  await page.getByRole('button', { name: 'Add a test' }).click();
  await page.getByLabel('Input of Test 3').fill('of the third');
  await page.getByRole('button', { name: 'Move Test 3 up' }).click();
  expect(await page.getByLabel('Title').inputValue()).toBe('Half typed');
  expect(await page.locator('[name="tests.0.input"]').inputValue()).toBe('first line\nsecond line');
  expect(await page.locator('[name="tests.1.input"]').inputValue()).toBe('of the third');
});
