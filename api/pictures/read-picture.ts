import { imageDimensionsFromData } from 'image-dimensions';
import { readJpegHeader } from '#domain/people/jpeg-header.ts';
import { maxPictureBytes, maxPicturePixels, pictureTypeOf } from '#domain/people/picture.ts';
import { ApiError } from '../errors.ts';
import type { PictureUpload } from './encoder.ts';

/**
 * Takes a picture out of its base64 and looks what it is, without unpacking it; what the sender calls it does not matter.
 * @throws ApiError PAYLOAD_TOO_LARGE, VALIDATION_ERROR for anything but PNG, JPEG and WebP, and for more pixels than we unpack
 */
export function readPicture(base64: string): PictureUpload {
  const content = Buffer.from(base64, 'base64');
  if (content.length > maxPictureBytes)
    throw new ApiError('PAYLOAD_TOO_LARGE', 'The picture is too large.', {
      details: { picture: [`has more than ${maxPictureBytes / 1024 ** 2} MB`] },
    });
  const type = pictureTypeOf(content);
  if (!type) throw unusable('is not a PNG, JPEG or WebP picture');
  const header = type === 'image/jpeg' ? readJpegHeader(content) : imageDimensionsFromData(content);
  if (!header || header.width === 0 || header.height === 0)
    throw unusable('cannot be read: it is broken or incomplete');
  if (header.width * header.height > maxPicturePixels)
    throw unusable(
      `has ${header.width} × ${header.height} pixels, and the limit is ${maxPicturePixels / 1e6} million: make it smaller`,
    );
  return { orientation: 1, ...header, content };
}

function unusable(reason: string): ApiError {
  return new ApiError('VALIDATION_ERROR', 'The picture cannot be used.', { details: { picture: [reason] } });
}
