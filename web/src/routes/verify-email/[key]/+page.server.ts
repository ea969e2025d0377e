import { verifyEmail } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { refused } from '#lib/server/form.ts';
import type { Actions } from './$types.d.ts';

/** Opening the page changes nothing: mail scanners follow links too. Its button does. */
export const actions: Actions = {
  default: async ({ locals, params }) => {
    try {
      await answer(verifyEmail({ client: locals.api, path: { key: params.key } }));
      return { verified: true };
    } catch (failure) {
      return refused(failure, {});
    }
  },
};
