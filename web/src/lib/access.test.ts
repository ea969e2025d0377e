import { expect, test } from 'vitest';
import { ownPath } from './access.ts';

test.each([
  ['/courses/python?page=2#end', '/courses/python?page=2#end'],
  ['/０', '/%EF%BC%90'],
  ['/a%20b', '/a%20b'],
  ['/\ud800', '/%EF%BF%BD'],
])('L3: %j is a page to go on to, in a form that a header can hold', (value, path) => {
  const destination = ownPath(value);
  expect(destination).toBe(path);
  expect(() => new Headers({ location: destination ?? '' })).not.toThrow();
});

test.each([
  '/x\0',
  '/x\u007f',
  '/x\u0085',
  '/x y',
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  '',
  null,
])('L3: %j is none', (value) => expect(ownPath(value)).toBeNull());
