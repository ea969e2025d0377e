import { redirect } from '@sveltejs/kit';
import { homeOf } from '#lib/access.ts';
import { logIn, register } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { refused, textOf } from '#lib/server/form.ts';
import { keepTokens } from '#lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = ({ locals }) => {
  if (locals.viewer) redirect(303, homeOf(locals.viewer));
};

export const actions: Actions = {
  default: async ({ request, locals, cookies }) => {
    const form = await request.formData();
    const values = {
      name: textOf(form, 'name').trim(),
      email: textOf(form, 'email').trim(),
      role: textOf(form, 'role') === 'parent' ? ('parent' as const) : ('student' as const),
    };
    const password = textOf(form, 'password');
    try {
      await answer(register({ client: locals.api, body: { ...values, password } }));
      keepTokens(
        cookies,
        await answer(logIn({ client: locals.api, body: { email: values.email, password } })),
      );
    } catch (failure) {
      return refused(failure, values);
    }
    redirect(303, '/check-mail');
  },
};
