import { resendVerification } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { configuration } from '#lib/server/configuration.ts';
import { readDestination } from '#lib/server/destination.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = ({ cookies, url }) => ({
  inboxUrl: configuration.inboxUrl,
  destination: readDestination(cookies),
  /** They signed up just before, and are not signed in by it: the mail says why. */
  written: url.searchParams.has('written'),
});

export const actions: Actions = {
  default: formAction(
    (form, { locals }) => ({ email: locals.viewer?.email ?? textOf(form, 'email').trim() }),
    async (body, { locals }) => {
      await answer(resendVerification({ client: locals.api, body }));
      return { sent: true };
    },
  ),
};
