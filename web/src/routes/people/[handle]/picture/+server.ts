import { readPublicPicture } from '#lib/api/generated/index.ts';
import { pictureResponse } from '#lib/server/picture-response.ts';
import type { RequestHandler } from './$types.d.ts';

/** The picture of a public page. It is kept nowhere: it goes when the page goes. */
export const GET: RequestHandler = async ({ locals, params }) =>
  pictureResponse(
    await readPublicPicture({ client: locals.api, path: { handle: params.handle }, parseAs: 'blob' }),
    'no-store',
  );
