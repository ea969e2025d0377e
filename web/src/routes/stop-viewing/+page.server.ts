import { redirect } from '@sveltejs/kit';
import { dropAccess } from '#lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = () => redirect(303, '/family');

export const actions: Actions = {
  /** Lets go of the child's token; the parent's own session is still there and takes over at the next request. */
  default: ({ cookies }) => {
    dropAccess(cookies);
    redirect(303, '/family');
  },
};
