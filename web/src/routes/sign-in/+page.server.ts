import { redirect } from '@sveltejs/kit';
import { homeOf, ownPath } from '#lib/access.ts';
import { logIn } from '#lib/api/generated/index.ts';
import { answer, createApiClient } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { keepTokens } from '#lib/server/session.ts';
import { loadViewer } from '#lib/server/viewer.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = ({ locals, url }) => {
  const next = ownPath(url.searchParams.get('next'));
  if (locals.viewer) redirect(303, next ?? homeOf(locals.viewer));
  return {
    next,
    notice: url.searchParams.has('reset')
      ? ('reset' as const)
      : url.searchParams.has('signed-out')
        ? ('signed-out' as const)
        : url.searchParams.has('ended')
          ? ('ended' as const)
          : null,
  };
};

export const actions: Actions = {
  default: formAction(
    (form) => ({ email: textOf(form, 'email').trim() }),
    async ({ email }, { locals, cookies, getClientAddress }, form) => {
      const tokens = await answer(
        logIn({ client: locals.api, body: { email, password: textOf(form, 'password') } }),
      );
      keepTokens(cookies, tokens);
      const viewer = await loadViewer(
        createApiClient({
          accessToken: tokens.access,
          address: getClientAddress(),
          requestId: locals.requestId,
        }),
      );
      redirect(303, ownPath(form.get('next')) ?? homeOf(viewer));
    },
  ),
};
