import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** PostgreSQL's integer. */
const largest = 2_147_483_647;

type Node = { type?: string; maximum?: number } & Record<string, unknown>;

/** Where in a schema an integer may be larger than the database takes. */
function withoutMaximum(node: unknown, place: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, maximum = Infinity } = node as Node;
  const own = type === 'integer' && maximum > largest ? [place] : [];
  return [
    ...own,
    ...Object.entries(node).flatMap(([key, value]) => withoutMaximum(value, `${place}.${key}`)),
  ];
}

test('A2: no integer is taken from outside that the database could not take: that is the caller’s mistake, not our fault', () => {
  const file = path.join(import.meta.dirname, 'openapi.json');
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
    paths: Record<string, Record<string, Node>>;
  };
  const found = Object.entries(paths).flatMap(([url, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters, requestBody }]) =>
      withoutMaximum({ parameters, requestBody }, `${method} ${url}`),
    ),
  );
  expect(found).toEqual([]);
});
