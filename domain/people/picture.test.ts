import { expect, test } from 'vitest';
import { pictureTypeOf } from './picture.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

test('ACC-9: a picture is known by its first bytes', () => {
  expect(pictureTypeOf(bytes('\x89PNG\r\n\x1a\n and so on'))).toBe('image/png');
  expect(pictureTypeOf(bytes('\xff\xd8\xff\xe0 and so on'))).toBe('image/jpeg');
  expect(pictureTypeOf(bytes('RIFF\x10\x00\x00\x00WEBPVP8 '))).toBe('image/webp');
});

test('what only looks like a picture by its name is none', () => {
  const others = [
    '',
    '\x89PNG',
    '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    'GIF89a',
    '<!doctype html>',
    'RIFF\x10\x00\x00\x00WAVEfmt ',
    ' \xff\xd8\xff',
  ];
  for (const other of others) expect([other, pictureTypeOf(bytes(other))]).toEqual([other, null]);
});
