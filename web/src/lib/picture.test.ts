import { expect, test } from 'vitest';
import { pictureSource } from './picture.ts';

const person = '01999999-0000-7000-8000-000000000001';
const hash = 'ab'.repeat(32);

test('ACC-9: a picture is shown from the site’s own origin, and never from another', () => {
  expect(pictureSource(`/api/users/${person}/picture/${hash}`)).toBe(`/pictures/${person}/${hash}`);
  for (const other of [
    null,
    '',
    'https://example.com/me.png',
    `//example.com/api/users/${person}/picture/${hash}`,
    `/api/users/../picture/${hash}`,
  ])
    expect(pictureSource(other)).toBeNull();
});
