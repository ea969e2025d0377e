import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const source = path.join(import.meta.dirname, 'src');

test('OPS-7: no page says what the API said in English: failures are put into words by refusal-in-words.ts', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(?:svelte|ts)$/.test(file) && !/generated|\.test\.ts$/.test(file),
  );
  const catching = files.filter((file) =>
    /\bApiFailure\b/.test(readFileSync(path.join(source, file), 'utf8')),
  );
  expect(catching).toContain(path.join('lib', 'server', 'form.ts'));
  const saying = catching.filter((file) =>
    /\b(?:failure|caught|refusal|error)\.message\b/.test(readFileSync(path.join(source, file), 'utf8')),
  );
  expect(saying).toEqual([]);
});
