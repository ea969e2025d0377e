import { largestPictureBytes, pictureTypeOf } from '../../../../../domain/picture.ts';
import type { UserPicture } from '../../../../../models/user-picture.ts';
import { ApiError } from '../../../../errors.ts';

/**
 * Takes a picture out of its base64 and looks what it is; what the sender calls it does not matter.
 * @throws ApiError PAYLOAD_TOO_LARGE, VALIDATION_ERROR for anything but PNG, JPEG and WebP
 */
export function readPicture(base64: string): UserPicture {
  const content = Buffer.from(base64, 'base64');
  if (content.length > largestPictureBytes)
    throw new ApiError('PAYLOAD_TOO_LARGE', 'The picture is too large.', { details: { picture: [`has more than ${largestPictureBytes / 1024} KB`] } });
  const mediaType = pictureTypeOf(content);
  if (!mediaType) throw new ApiError('VALIDATION_ERROR', 'The picture cannot be used.', { details: { picture: ['is not a PNG, JPEG or WebP picture'] } });
  return { media_type: mediaType, content };
}
