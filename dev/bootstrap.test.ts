import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { root } from './platform/settings.ts';
import { run } from './processes/run.ts';

const bootstrap = path.join(root, 'dev/bootstrap.mjs');
const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

test.for(Object.entries(scripts))('npm run %s answers --help', async ([name, script]) => {
  // exec: npm passes a signal on to its shell, which would end without passing it on to us.
  expect(script).toBe(`exec node dev/bootstrap.mjs ${name}`);
  const { code, output } = await run(process.execPath, [bootstrap, name, '--help']);
  expect(output).toMatch(name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`);
  expect(code).toBe(0);
});

test('the tests without services run by themselves, in seconds', async () => {
  const { WAYMARK_TEST_SERVICES: _services, VITEST: _vitest, ...environment } = process.env;
  const parameters = [bootstrap, 'test:unit', '--', 'domain/people/streak.test.ts'];
  const { code, output } = await run(process.execPath, parameters, { env: environment });
  expect(output).toMatch(/Test Files .*1 passed.*\(1\)/);
  expect(code).toBe(0);
});

test('an unknown command ends with an error that lists the known ones', async () => {
  const { code, output } = await run(process.execPath, [bootstrap, 'dance']);
  expect(code).toBe(1);
  expect(output).toContain('Commands: start, test');
});

test('a command that fails says why and exits non-zero', async () => {
  const { code, output } = await run(process.execPath, [
    bootstrap,
    'user',
    'role',
    'nobody@example.com',
    'wizard',
  ]);
  expect(code).toBe(1);
  expect(output).not.toContain('    at ');
});
