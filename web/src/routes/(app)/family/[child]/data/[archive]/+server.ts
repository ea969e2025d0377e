import { archiveResponse } from '#lib/server/archive-response.ts';
import type { RequestHandler } from './$types.d.ts';

/** An archive of one's child. */
export const GET: RequestHandler = ({ locals, params, request }) =>
  archiveResponse(locals.api, params.archive, {
    signal: request.signal,
    back: `/family/${encodeURIComponent(params.child)}/data`,
  });
