import { redirect } from '@sveltejs/kit';
import { homeOf, ownPath } from '#lib/access.ts';
import { logIn, register } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { browserPlace } from '#lib/server/browser-place.ts';
import { keepDestination } from '#lib/server/destination.ts';
import { refused, textOf } from '#lib/server/form.ts';
import { keepTokens } from '#lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = ({ locals, url }) => {
  const next = ownPath(url.searchParams.get('next'));
  if (locals.viewer) redirect(303, next ?? homeOf(locals.viewer));
  return { next };
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
    let onward = '/check-mail?written';
    try {
      await answer(
        register({
          client: locals.api,
          body: { ...values, password, ...browserPlace(form, locals.language) },
        }),
      );
      // With an address that has an account already this is no sign-in; whose it is has mail, as after any registration.
      const signedIn = await answer(
        logIn({ client: locals.api, body: { email: values.email, password } }),
      ).catch(unlessNotProved);
      if (signedIn) {
        keepTokens(cookies, signedIn);
        onward = '/check-mail';
      }
    } catch (failure) {
      return refused(failure, values);
    }
    // The mailed link opens in a tab of its own, which goes on where this one wanted to.
    const next = ownPath(form.get('next'));
    if (next) keepDestination(cookies, next);
    redirect(303, onward);
  },
};
