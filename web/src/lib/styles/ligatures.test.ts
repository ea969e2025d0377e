import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const site = path.resolve(import.meta.dirname, '../..');

/** The rules of a file, by their innermost braces, that set the font of code and leave its ligatures on. */
const withLigatures = (file: string): string[] =>
  (readFileSync(path.join(site, file), 'utf8').match(/\{[^{}]*\}/g) ?? [])
    .filter((rule) => rule.includes('var(--mono)') && !rule.includes('font-variant-ligatures: none'))
    .map((rule) => `${file} ${rule}`);

test('what is set in the font of code has no ligatures: a reader sees the signs that were typed', () => {
  const files = globSync('**/*.{svelte,css}', { cwd: site });
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap(withLigatures)).toEqual([]);
});
