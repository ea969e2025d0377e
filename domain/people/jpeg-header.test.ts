import { expect, test } from 'vitest';
import { readJpegHeader } from './jpeg-header.ts';

const start = [0xff, 0xd8];
const comment = [0xff, 0xfe, 0, 4, 0x68, 0x69];
const frame = (marker: number, width: number, height: number) => [
  0xff,
  marker,
  0,
  11,
  8,
  height >> 8,
  height & 255,
  width >> 8,
  width & 255,
  1,
  1,
  0x11,
  0,
];
const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
const read = (...parts: number[][]) => readJpegHeader(Uint8Array.from(parts.flat()));

test('ACC-9: a JPEG tells its width and height before it is decoded', () => {
  for (const marker of [0xc0, 0xc1, 0xc2])
    expect(read(start, comment, [0xff, 0xff], frame(marker, 4032, 3024), scan)).toEqual({
      width: 4032,
      height: 3024,
      orientation: 1,
    });
});

test('a header that another reader could understand otherwise is none', () => {
  const huge = frame(0xc0, 60_000, 60_000);
  const small = frame(0xc0, 10, 10);
  expect(read(start, small, huge, scan)).toBeNull();
  expect(read(start, frame(0xc3, 10, 10), huge, scan)).toBeNull();
  expect(read(start, comment, [0, 0, 0], huge, scan)).toBeNull();
  expect(read(start, [0xff, 0xd0], huge, scan)).toBeNull();
  expect(read(start, [0xff, 0x01], huge, scan)).toBeNull();
});

test('a JPEG that is cut short or has no frame is none', () => {
  expect(read(start, comment, scan)).toBeNull();
  const whole = [...start, ...comment, ...frame(0xc0, 10, 10), ...scan];
  for (let length = 0; length < whole.length - scan.length + 4; length++)
    expect(read(whole.slice(0, length))).toBeNull();
});
