import { ResizeFilterType, ResizeFit, Transformer } from '@napi-rs/image';
import { fieldFault } from '#domain/field-faults.ts';
import type { Orientation } from '#domain/people/exif-orientation.ts';
import { pictureSide } from '#domain/people/picture.ts';
import type { UserPicture } from '#models/people/user-picture.ts';
import { boundedQueue } from '../bounded-queue.ts';
import { ApiError } from '../errors.ts';

/** A picture as it was sent, with what its header says of it. */
export type PictureUpload = { content: Buffer; width: number; height: number; orientation: Orientation };

const quality = 80;

/**
 * Makes the picture that is kept out of one that was sent: upright, the square in its middle, at most 256 × 256 pixels, WebP, and nothing
 * of its metadata. Decoding happens on libuv's threads; a few hundred megabytes are needed for the largest, so a bounded number at a time.
 * @returns takes an upload whose dimensions were checked; throws ApiError VALIDATION_ERROR for what cannot be decoded, UNAVAILABLE
 */
export function createPictureEncoder(settings: { atOnce: number; queueLength: number }) {
  const inTurn = boundedQueue({
    ...settings,
    busy: 'too_many_pictures',
  });
  return (upload: PictureUpload): Promise<UserPicture> =>
    inTurn(async () => {
      const side = Math.min(pictureSide, upload.width, upload.height);
      const square = await decodeSquare(upload.content, side);
      // Turned when it is small already. The decoder is not asked for the orientation: it writes what it dislikes in a stranger's EXIF to our log.
      const content = await new Transformer(square).rotate(upload.orientation).webp(quality);
      return { media_type: 'image/webp', content };
    });
}

export type PictureEncoder = ReturnType<typeof createPictureEncoder>;

/** The square in the middle, scaled, as PNG. `fastResize` would be quicker, and keeps the right end instead of the middle. */
async function decodeSquare(content: Buffer, side: number): Promise<Buffer> {
  try {
    return await new Transformer(content)
      .resize({ width: side, height: side, fit: ResizeFit.Cover, filter: ResizeFilterType.CatmullRom })
      .png();
  } catch (error) {
    // InvalidArg: what the library calls bytes that it cannot make a picture of. Anything else is a fault of ours.
    if (!(error instanceof Error && 'code' in error && error.code === 'InvalidArg')) throw error;
    throw new ApiError(
      'picture_not_readable',
      {},
      {
        reasons: { picture: [fieldFault('picture_broken')] },
      },
    );
  }
}
