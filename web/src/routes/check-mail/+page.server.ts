import { resendVerification } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { configuration } from '#lib/server/configuration.ts';
import { readDestination } from '#lib/server/destination.ts';
import { refused, textOf } from '#lib/server/form.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = ({ cookies, url }) => ({
  inboxUrl: configuration.inboxUrl,
  destination: readDestination(cookies),
  /** They signed up just before, and are not signed in by it: the mail says why. */
  written: url.searchParams.has('written'),
});

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const email = locals.viewer?.email ?? textOf(await request.formData(), 'email').trim();
    try {
      await answer(resendVerification({ client: locals.api, body: { email } }));
      return { sent: true };
    } catch (failure) {
      return refused(failure, { email });
    }
  },
};
