import { error } from '@sveltejs/kit';
import { mayOpen } from '#lib/access.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { LayoutServerLoad } from './$types.d.ts';

/** Here rather than in the hook, so that the refusal is a page like any other. The API refuses every call by itself. */
export const load: LayoutServerLoad = ({ locals, url }) => {
  if (locals.outage) throw locals.outage;
  if (locals.viewer && !mayOpen(locals.viewer, url.pathname))
    error(403, { message: textsOf(locals.viewer.language).errors.forbidden, code: 'FORBIDDEN' });
};
