import { redirect } from '@sveltejs/kit';
import { confirmPasswordReset } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { forgetTokens } from '#lib/server/session.ts';
import type { Actions } from './$types.d.ts';

export const actions: Actions = {
  default: formAction(async ({ request, locals, params, cookies }) => {
    const password = textOf(await request.formData(), 'password');
    await answer(confirmPasswordReset({ client: locals.api, body: { token: params.token, password } }));
    forgetTokens(cookies);
    redirect(303, '/sign-in?reset');
  }),
};
