import { redirect } from '@sveltejs/kit';
import { ownPath } from '#lib/access.ts';
import { updateProfile } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { siteLanguages } from '#lib/texts/languages.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
  /** Another language for whoever signed in, from the foot of any page; they go on where they were. */
  default: async ({ request, locals }) => {
    const form = await request.formData();
    const language = siteLanguages.find((one) => one === textOf(form, 'language'));
    if (locals.viewer && language) await answer(updateProfile({ client: locals.api, body: { language } }));
    redirect(303, ownPath(form.get('next')) ?? '/');
  },
};
