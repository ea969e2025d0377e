import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { waitFor } from './wait-for.ts';
import { watchFolders } from './watch-folders.ts';

test('OPS-14: a source that is saved is told once, with its path; a test and other files are not', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-watch-'));
  const inner = path.join(folder, 'routes');
  await mkdir(inner);
  const told: string[] = [];
  const end = watchFolders([folder], (file) => told.push(file));
  onTestFinished(async () => {
    end();
    await rm(folder, { recursive: true });
  });
  await writeFile(path.join(inner, 'one.test.ts'), '');
  await writeFile(path.join(inner, 'notes.txt'), '');
  await writeFile(path.join(inner, 'one.ts'), 'a');
  await writeFile(path.join(inner, 'one.ts'), 'b');
  await waitFor('the change being told', () => told.length > 0);
  expect(told).toEqual([path.join(inner, 'one.ts')]);
  await writeFile(path.join(inner, 'two.ts'), '');
  await waitFor('the next one being told', () => told.length > 1);
  expect(told[1]).toBe(path.join(inner, 'two.ts'));
});
