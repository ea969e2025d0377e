import { requestPasswordReset } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import type { Actions } from './$types.d.ts';

export const actions: Actions = {
  default: formAction(
    (form) => ({ email: textOf(form, 'email').trim() }),
    async (body, { locals }) => {
      await answer(requestPasswordReset({ client: locals.api, body }));
      return { sent: true };
    },
  ),
};
