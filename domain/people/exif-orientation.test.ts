import { expect, test } from 'vitest';
import { exifOrientation } from './exif-orientation.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const bigEndian = (value: string) =>
  bytes(
    `Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x10\0\x02\0\0\0\x01\0\0\0\0\x01\x12\0\x03\0\0\0\x01\0${value}\0\0`,
  );

test('ACC-9: a picture tells how the camera was held, in either byte order', () => {
  expect(exifOrientation(bigEndian('\x06'))).toBe(6);
  expect(exifOrientation(bytes('Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0'))).toBe(8);
});

test('what is no EXIF, is cut short or holds nonsense tells nothing', () => {
  for (const other of [
    bytes(''),
    bytes('http://ns.adobe.com/xap/1.0/\0'),
    bytes('Exif\0\0XX\0*\0\0\0\x08'),
    bytes('Exif\0\0MM\0*\xff\xff\xff\xff'),
    bigEndian('\0'),
    bigEndian('\x09'),
  ])
    expect(exifOrientation(other)).toBeNull();
  const whole = bigEndian('\x06');
  for (let length = 0; length < whole.length - 2; length++)
    expect(exifOrientation(whole.subarray(0, length))).toBeNull();
});
