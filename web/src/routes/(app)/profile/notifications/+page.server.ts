import { readNotificationPreferences, saveNotificationPreferences } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { formAction } from '#lib/server/form-action.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) =>
  answer(readNotificationPreferences({ client: locals.api }));

export const actions: Actions = {
  default: formAction(async ({ locals, request }) => {
    const form = await request.formData();
    const { preferences } = await answer(readNotificationPreferences({ client: locals.api }));
    // A box that is not chosen sends nothing, so the kinds that the page showed are asked one by one.
    const chosen = preferences
      .filter(({ kind }) => form.getAll('kind').includes(kind))
      .map(({ kind }) => ({ kind, panel: form.has(`${kind}.panel`), mail: form.has(`${kind}.mail`) }));
    await answer(saveNotificationPreferences({ client: locals.api, body: { preferences: chosen } }));
    return { done: textsOf(locals.language).notificationPreferences.saved };
  }),
};
