import { archiveResponse } from '#lib/server/archive-response.ts';
import type { RequestHandler } from './$types.d.ts';

/** One of one's own archives. */
export const GET: RequestHandler = ({ locals, params, request }) =>
  archiveResponse(locals.api, params.archive, { signal: request.signal, back: '/profile/data' });
