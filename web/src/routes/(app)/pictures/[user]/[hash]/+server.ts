import { readPicture } from '#lib/api/generated/index.ts';
import { pictureResponse } from '#lib/server/picture-response.ts';
import type { RequestHandler } from './$types.d.ts';

/** A person's picture, as far as the viewer may see it. It never changes under its address. */
export const GET: RequestHandler = async ({ locals, params }) =>
  pictureResponse(
    await readPicture({ client: locals.api, path: { id: params.user, hash: params.hash }, parseAs: 'blob' }),
    'private, max-age=31536000, immutable',
  );
