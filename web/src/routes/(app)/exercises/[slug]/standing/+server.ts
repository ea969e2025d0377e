import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types.d.ts';
import { readStanding } from './read-standing.ts';

/** What the workbench asks for after a verdict. Reading the whole page again would put an error page in its place when the line is lost. */
export const GET: RequestHandler = async ({ locals, params }) =>
  json(await readStanding(locals.api, params.slug, locals.viewer));
