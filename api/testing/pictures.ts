import { crc32, deflateSync } from 'node:zlib';
import { Transformer } from '@napi-rs/image';

const red = [220, 30, 30, 255];
const blue = [30, 30, 220, 255];

/** A picture whose left half is red and whose right half is blue; four bytes a pixel. */
export const halves = (width: number, height: number): Transformer => {
  const row = Buffer.from(Array.from({ length: width }, (_, x) => (x < width / 2 ? red : blue)).flat());
  return Transformer.fromRgbaPixels(Buffer.concat(Array.from({ length: height }, () => row)), width, height);
};

/** The segment in which a camera notes how it was held, what it is, and where it was. */
export function exifOf({
  orientation,
  camera = 'Tell-tale Camera 7',
}: {
  orientation: number;
  camera?: string;
}): Buffer {
  const name = Buffer.from(`${camera}\0`);
  const nameAt = 8 + 2 + 3 * 12 + 4;
  const placeAt = nameAt + name.length;
  const latitudeAt = placeAt + 2 + 2 * 12 + 4;
  return Buffer.concat(
    [
      Buffer.from('Exif\0\0MM\0*\0\0\0\x08', 'latin1'),
      numbers(2, 3),
      [numbers(2, 0x0110, 2), numbers(4, name.length, nameAt)],
      [numbers(2, 0x0112, 3), numbers(4, 1), numbers(2, orientation, 0)],
      [numbers(2, 0x8825, 4), numbers(4, 1, placeAt)],
      numbers(4, 0),
      name,
      numbers(2, 2),
      [numbers(2, 0x0001, 2), numbers(4, 2), Buffer.from('N\0\0\0')],
      [numbers(2, 0x0002, 5), numbers(4, 3, latitudeAt)],
      numbers(4, 0),
      latitude,
    ].flat(),
  );
}

/** 52° 31′ 12.34″, as GPS writes it. */
export const latitude = numbers(4, 52, 1, 31, 1, 1234, 100);

/** Puts a segment behind a JPEG's first two bytes. */
export const withSegment = (jpeg: Buffer, marker: number, body: Uint8Array): Buffer =>
  Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, marker]),
    numbers(2, body.length + 2),
    body,
    jpeg.subarray(2),
  ]);

/** A PNG of one bit a pixel, all black: a few kilobytes that unpack to hundreds of megabytes. */
export function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, body: Buffer) =>
    Buffer.concat([
      numbers(4, body.length),
      Buffer.from(type),
      body,
      numbers(4, crc32(Buffer.concat([Buffer.from(type), body]))),
    ]);
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const header = Buffer.concat([numbers(4, width, height), Buffer.from([1, 0, 0, 0, 0])]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function numbers(bytes: 2 | 4, ...values: number[]): Buffer {
  const buffer = Buffer.alloc(bytes * values.length);
  values.forEach((value, index) => buffer.writeUIntBE(value, index * bytes, bytes));
  return buffer;
}
