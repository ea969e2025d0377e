import { readOrganisation, updateOrganisation } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { refused, textOf } from '#lib/server/form.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) => ({
  organisation: await answer(readOrganisation({ client: locals.api })),
});

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const form = await request.formData();
    const values = {
      name: textOf(form, 'name').trim(),
      colour: textOf(form, 'colour').trim(),
      registration: form.has('registration'),
      address: textOf(form, 'postal_address').replaceAll('\r\n', '\n').trim(),
      email: textOf(form, 'contact_email').trim(),
    };
    try {
      await answer(
        updateOrganisation({
          client: locals.api,
          body: {
            name: values.name,
            primary_colour: values.colour || null,
            open_registration: values.registration,
            postal_address: values.address || null,
            contact_email: values.email || null,
          },
        }),
      );
      return { done: true };
    } catch (failure) {
      return refused(failure, values);
    }
  },
};
