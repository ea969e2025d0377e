import { redirect } from '@sveltejs/kit';
import { homeOf, ownPath } from '#lib/access.ts';
import { logIn, register } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { browserPlace } from '#lib/server/browser-place.ts';
import { keepDestination } from '#lib/server/destination.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
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
  default: formAction(
    (form) => ({
      name: textOf(form, 'name').trim(),
      email: textOf(form, 'email').trim(),
      role: textOf(form, 'role') === 'parent' ? ('parent' as const) : ('student' as const),
    }),
    async (typed, { locals, cookies }, form) => {
      const password = textOf(form, 'password');
      const body = { ...typed, password, ...browserPlace(form, locals.language) };
      await answer(register({ client: locals.api, body }));
      // With an address that has an account already this is no sign-in; whose it is has mail, as after any registration.
      const signedIn = await answer(
        logIn({ client: locals.api, body: { email: typed.email, password } }),
      ).catch(unlessNotProved);
      if (signedIn) keepTokens(cookies, signedIn);
      // The mailed link opens in a tab of its own, which goes on where this one wanted to.
      const next = ownPath(form.get('next'));
      if (next) keepDestination(cookies, next);
      redirect(303, signedIn ? '/check-mail' : '/check-mail?written');
    },
  ),
};
