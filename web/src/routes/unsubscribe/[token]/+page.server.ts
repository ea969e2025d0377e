import { readUnsubscription, unsubscribe } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { formAction } from '#lib/server/form-action.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

/** Opening the page changes nothing: mail scanners follow links too. Its button does. */
export const load: PageServerLoad = async ({ locals, params }) => {
  try {
    return { mails: await answer(readUnsubscription({ client: locals.api, path: { token: params.token } })) };
  } catch (failure) {
    // What is no link of ours is said by the page itself.
    if (failure instanceof ApiFailure && [400, 404].includes(failure.status)) return { mails: null };
    throw failure;
  }
};

export const actions: Actions = {
  default: formAction(async ({ locals, params }) => {
    await answer(unsubscribe({ client: locals.api, path: { token: params.token } }));
    return { ended: true };
  }),
};
