import { verifyEmail } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { forgetDestination, readDestination } from '#lib/server/destination.ts';
import { formAction } from '#lib/server/form-action.ts';
import type { Actions } from './$types.d.ts';

/** Opening the page changes nothing: mail scanners follow links too. Its button does. */
export const actions: Actions = {
  default: formAction(async ({ locals, params, cookies }) => {
    await answer(verifyEmail({ client: locals.api, path: { key: params.key } }));
    const destination = readDestination(cookies) ?? '/courses';
    forgetDestination(cookies);
    return { destination };
  }),
};
