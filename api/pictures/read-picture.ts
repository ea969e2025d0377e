import { imageDimensionsFromData } from 'image-dimensions';
import { fieldFault, type FieldFault } from '#domain/field-faults.ts';
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
    throw new ApiError(
      'picture_too_large',
      {},
      {
        reasons: { picture: [fieldFault('picture_size', { most: maxPictureBytes / 1024 ** 2 })] },
      },
    );
  const type = pictureTypeOf(content);
  if (!type) throw unusable(fieldFault('picture_type'));
  const header = type === 'image/jpeg' ? readJpegHeader(content) : imageDimensionsFromData(content);
  if (!header || header.width === 0 || header.height === 0) throw unusable(fieldFault('picture_broken'));
  if (header.width * header.height > maxPicturePixels)
    throw unusable(
      fieldFault('picture_pixels', {
        width: header.width,
        height: header.height,
        most: maxPicturePixels / 1e6,
      }),
    );
  return { orientation: 1, ...header, content };
}

function unusable(reason: FieldFault): ApiError {
  return new ApiError('picture_not_usable', {}, { reasons: { picture: [reason] } });
}
