import { expect, test } from 'vitest';
import { isUuid } from './uuid.ts';

test('a UUID is one in either case, and nothing that only looks like one', () => {
  const id = '01999999-abcd-7000-8000-00000000000f';
  expect(isUuid(id)).toBe(true);
  expect(isUuid(id.toUpperCase())).toBe(true);
  for (const other of [
    '',
    '-'.repeat(36),
    'a'.repeat(36),
    id.replaceAll('-', ''),
    ` ${id}`,
    `${id}\n`,
    `{${id}}`,
  ])
    expect(isUuid(other)).toBe(false);
});
