import { fail } from '@sveltejs/kit';
import { readOrganisation, updateOrganisation } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { refused, textOf } from '#lib/server/form.ts';
import { textsOf } from '#lib/texts/index.ts';
import { isColour, leastContrast, readability } from './contrast.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) => ({ organisation: await answer(readOrganisation({ client: locals.api })) });

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const form = await request.formData();
    const texts = textsOf(locals.viewer?.language).admin.organisation;
    const values = { name: textOf(form, 'name').trim(), colour: textOf(form, 'colour').trim(), registration: form.has('registration') };
    const refuseColour = (reason: string) => fail(400, { message: reason, errors: { primary_colour: [reason] } as Record<string, string[]>, values });
    if (values.colour !== '' && !isColour(values.colour)) return refuseColour(texts.colourFormat);
    if (values.colour !== '' && readability(values.colour) < leastContrast)
      return refuseColour(texts.contrastTooLow(readability(values.colour).toFixed(1), leastContrast.toFixed(1)));
    try {
      await answer(
        updateOrganisation({ client: locals.api, body: { name: values.name, primary_colour: values.colour || null, open_registration: values.registration } }),
      );
      return { done: true };
    } catch (failure) {
      return refused(failure, values);
    }
  },
};
