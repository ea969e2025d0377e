import { redirect } from '@sveltejs/kit';
import { homeOf } from '#lib/access.ts';
import { logIn, register } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { refused, textOf } from '#lib/server/form.ts';
import { keepTokens } from '#lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = ({ locals }) => {
  if (locals.viewer) redirect(303, homeOf(locals.viewer));
};

const unlessNotProved = (failure: unknown): null => {
  if (failure instanceof ApiFailure && failure.code === 'UNAUTHENTICATED') return null;
  throw failure;
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
      // With an address that has an account already this is no sign-in; whose it is has mail, as after any registration.
      const signedIn = await answer(
        logIn({ client: locals.api, body: { email: values.email, password } }),
      ).catch(unlessNotProved);
      if (signedIn) keepTokens(cookies, signedIn);
    } catch (failure) {
      return refused(failure, values);
    }
    redirect(303, '/check-mail');
  },
};
