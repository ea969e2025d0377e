import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../processes/run.ts';

async function judge(message: string) {
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-message-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'COMMIT_EDITMSG');
  await writeFile(file, message);
  return run('sh', [path.join(import.meta.dirname, 'commit-msg'), file]);
}

test.for([
  'fix(api): a late answer is told\n\nThe story.',
  '# a comment of git\nbuild: lint reads types',
  `docs(sandbox): ${'ü'.repeat(56)}`,
  'Merge branch "one"',
])('%j is a message', async (message) => {
  expect(await judge(message)).toEqual({ code: 0, output: '' });
});

test.for([
  ['A late answer is told', 'does not begin with type(room)'],
  ['oops(api): a late answer is told', 'does not begin with type(room)'],
  [`fix(api): ${'x'.repeat(63)}`, 'more than 72 characters'],
] as const)('%j is refused with the reason', async ([message, reason]) => {
  const { code, output } = await judge(message);
  expect(code).toBe(1);
  expect(output).toContain(reason);
});
