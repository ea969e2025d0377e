import { redirect } from '@sveltejs/kit';
import { homeOf } from '#lib/access.ts';
import { acceptInvitation, readInvitation } from '#lib/api/generated/index.ts';
import { answer, createApiClient } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { browserPlace } from '#lib/server/browser-place.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { keepTokens } from '#lib/server/session.ts';
import { loadViewer } from '#lib/server/viewer.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

/** Opening the page changes nothing: mail scanners follow links too. */
export const load: PageServerLoad = async ({ locals, params }) => {
  try {
    return {
      invitation: await answer(readInvitation({ client: locals.api, path: { token: params.token } })),
    };
  } catch (failure) {
    if (failure instanceof ApiFailure && [400, 404, 410].includes(failure.status))
      return { invitation: null };
    throw failure;
  }
};

export const actions: Actions = {
  default: formAction(
    (form) => ({ name: textOf(form, 'name').trim() }),
    async ({ name }, { locals, params, cookies, getClientAddress }, form) => {
      const body = {
        password: textOf(form, 'password'),
        ...(name ? { name } : {}),
        ...browserPlace(form, locals.language),
      };
      const tokens = await answer(
        acceptInvitation({ client: locals.api, path: { token: params.token }, body }),
      );
      keepTokens(cookies, tokens);
      redirect(
        303,
        homeOf(
          await loadViewer(
            createApiClient({
              accessToken: tokens.access,
              address: getClientAddress(),
              requestId: locals.requestId,
            }),
          ),
        ),
      );
    },
  ),
};
