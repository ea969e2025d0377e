import { json } from '@sveltejs/kit';
import { getSubmission } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import type { RequestHandler } from './$types.d.ts';

/** The files of one submission, for the editor to load. */
export const GET: RequestHandler = async ({ locals, params }) =>
  json((await answer(getSubmission({ client: locals.api, path: { id: params.id } }))).files);
