import { requestPasswordReset } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { refused, textOf } from '#lib/server/form.ts';
import type { Actions } from './$types.d.ts';

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const email = textOf(await request.formData(), 'email').trim();
    try {
      await answer(requestPasswordReset({ client: locals.api, body: { email } }));
      return { sent: true };
    } catch (failure) {
      return refused(failure, { email });
    }
  },
};
