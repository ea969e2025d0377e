import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { root } from '../platform/settings.ts';
import { stream } from '../processes/stream.ts';
import { checkFormat, checkSite, checkTypes, lint, vitest } from './tools.ts';

/** `npm test`: everything, or with arguments the tests that match. */
const parameters = process.argv.slice(2);
process.exitCode = parameters.length > 0 ? await vitest(parameters) : await testEverything();

async function testEverything(): Promise<number> {
  const failed: string[] = [];
  // Lint takes about as long as the others together: it has one core, they have another.
  const sideBySide: Check[][] = [
    [['Lint and import boundaries', () => lint()]],
    [
      ['Types', checkTypes],
      ['Types of the site', checkSite],
      ['Format', checkFormat],
      ['Generated client', checkGenerated],
    ],
  ];
  await Promise.all(sideBySide.map((checks) => runChecks(checks, failed)));
  const checks = sideBySide.flat().length;
  const tests = await runTests();
  if (tests.exitCode !== 0) failed.push('Tests');
  console.log(failed.length > 0 ? `\nNot in order: ${failed.join(', ')}.` : '\nEverything is in order.');
  const failedChecks = failed.filter((name) => name !== 'Tests').length;
  // A run can fail without a failed test, e.g. by a broken test file or an error outside any test.
  const failures = tests.exitCode !== 0 ? Math.max(tests.failed, 1) : tests.failed;
  console.log(`${tests.passed + checks - failedChecks} passed, ${failures + failedChecks} failed`);
  return failed.length > 0 ? 1 : 0;
}

type Check = [name: string, check: () => Promise<number>];

/** Runs them one after another and tells each; the names of those that fail are added to `failed`. */
async function runChecks(checks: Check[], failed: string[]): Promise<void> {
  for (const [name, check] of checks) {
    const startedAt = Date.now();
    const isFine = (await check()) === 0;
    console.log(`${isFine ? '✓' : '✗'} ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
    if (!isFine) failed.push(name);
  }
}

function checkGenerated(): Promise<number> {
  return stream(process.execPath, [path.join(root, 'dev/commands/codegen.ts'), '--check']);
}

async function runTests(): Promise<{ exitCode: number; passed: number; failed: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-test-report-'));
  const report = path.join(folder, 'report.json');
  try {
    const exitCode = await vitest(['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
    const text = await readFile(report, 'utf8').catch(() => '{}');
    const { numPassedTests = 0, numFailedTests = 0 } = JSON.parse(text) as {
      numPassedTests?: number;
      numFailedTests?: number;
    };
    // Not one test is no success.
    return {
      exitCode: exitCode === 0 && numPassedTests === 0 ? 1 : exitCode,
      passed: numPassedTests,
      failed: numFailedTests,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
