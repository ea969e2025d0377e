const orientationTag = 0x0112;
const shortType = 3;

/** How a camera was held: the value of EXIF's Orientation, 1 when it was upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/**
 * Reads how the camera was held from the body of a JPEG's APP1 segment.
 * @returns null when the segment holds no EXIF, or EXIF that does not tell it
 */
export function exifOrientation(segment: Uint8Array): Orientation | null {
  if (textAt(segment, 0, 6) !== 'Exif\0\0') return null;
  const tiff = new DataView(segment.buffer, segment.byteOffset + 6, segment.byteLength - 6);
  const byteOrder = textAt(segment, 6, 2);
  if (tiff.byteLength < 8 || (byteOrder !== 'II' && byteOrder !== 'MM')) return null;
  const little = byteOrder === 'II';
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return null;
  const entries = tiff.getUint16(directory, little);
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > tiff.byteLength) return null;
    if (tiff.getUint16(entry, little) !== orientationTag || tiff.getUint16(entry + 2, little) !== shortType)
      continue;
    const value = tiff.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? (value as Orientation) : null;
  }
  return null;
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}
