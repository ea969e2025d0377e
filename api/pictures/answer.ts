import { Type } from 'typebox';
import { pictureTypes } from '#domain/people/picture.ts';

/** How a route that answers with a picture's bytes describes them. */
export const pictureResponse = {
  200: {
    content: Object.fromEntries(
      pictureTypes.map((type) => [
        type,
        { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) },
      ]),
    ),
  },
};

/** Headers of a picture that a stranger uploaded: where a browser opens it as a page it can do nothing. */
export const pictureHeaders = (cacheControl: string) => ({
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': cacheControl,
});
