import { readOrganisation, updateOrganisation } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) => ({
  organisation: await answer(readOrganisation({ client: locals.api })),
});

export const actions: Actions = {
  default: formAction(
    (form) => ({
      name: textOf(form, 'name').trim(),
      colour: textOf(form, 'colour').trim(),
      registration: form.has('registration'),
      address: textOf(form, 'postal_address').replaceAll('\r\n', '\n').trim(),
      email: textOf(form, 'contact_email').trim(),
    }),
    async (typed, { locals }) => {
      await answer(
        updateOrganisation({
          client: locals.api,
          body: {
            name: typed.name,
            primary_colour: typed.colour || null,
            open_registration: typed.registration,
            postal_address: typed.address || null,
            contact_email: typed.email || null,
          },
        }),
      );
      return { done: true };
    },
  ),
};
