import { redirect } from '@sveltejs/kit';
import { logOut } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { forgetTokens } from '#lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
  default: async ({ locals, cookies }) => {
    try {
      if (locals.viewer) await answer(logOut({ client: locals.api }));
    } catch (failure) {
      // Signed out here in any case; the tokens end by themselves.
      if (!(failure instanceof ApiFailure)) throw failure;
    }
    forgetTokens(cookies);
    redirect(303, '/sign-in?signed-out');
  },
};
