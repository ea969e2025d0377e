import { exifOrientation } from './exif-orientation.ts';
import type { Orientation } from './exif-orientation.ts';

const startOfScan = 0xda;
const exifSegment = 0xe1;
/** Baseline, extended and progressive: what photographs are made of. */
const frames = new Set([0xc0, 0xc1, 0xc2]);
/** Huffman tables, quantization tables, restart interval, comment. */
const tables = new Set([0xc4, 0xdb, 0xdd, 0xfe]);
const isApplicationData = (marker: number): boolean => marker >= 0xe0 && marker <= 0xef;

export type JpegHeader = { width: number; height: number; orientation: Orientation };

/**
 * What a JPEG says of itself before its pixels begin. It is read to the letter: where two readers could differ, a file could announce
 * a small picture to this one and unpack a huge one in the decoder.
 * @returns null for anything but a well-formed header of one frame
 */
export function readJpegHeader(content: Uint8Array): JpegHeader | null {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let size: { width: number; height: number } | null = null;
  let orientation: Orientation | null = null;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // Any number of 0xff may fill the space before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === startOfScan) return size && { ...size, orientation: orientation ?? 1 };
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > view.byteLength) return null;
    if (frames.has(marker)) {
      if (size || length < 8) return null;
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else if (isApplicationData(marker)) {
      if (marker === exifSegment) orientation ??= exifOrientation(content.subarray(at + 4, at + 2 + length));
    } else if (!tables.has(marker)) {
      return null;
    }
    at += 2 + length;
  }
  return null;
}
