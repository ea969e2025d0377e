/** The kinds of picture a person may have of themself. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type PictureType = (typeof pictureTypes)[number];

/** Of an upload. What is kept of it is far smaller. */
export const maxPictureBytes = 4 * 1024 * 1024;
/** Of an upload. A file of a few kilobytes can unpack to gigabytes, so this is looked at before anything is unpacked; what phones call 24 megapixels is a little more. */
export const maxPicturePixels = 25_000_000;
/** Width and height of what is kept, in pixels; a smaller upload stays smaller. */
export const pictureSide = 256;

/** What each kind begins with; null stands for any byte. */
const beginnings: Record<PictureType, (number | null)[]> = {
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/webp': [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50],
};

/** The kind of a picture by its first bytes, whatever it is called; null for everything else, such as SVG, which can hold scripts. */
export function pictureTypeOf(content: Uint8Array): PictureType | null {
  return (
    pictureTypes.find((type) =>
      beginnings[type].every((byte, index) => byte === null || content[index] === byte),
    ) ?? null
  );
}
