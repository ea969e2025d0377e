import { fail, redirect } from '@sveltejs/kit';
import { addChild, listChildren, viewAsChild, type AddChildData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { refused, textOf } from '#lib/server/form.ts';
import { keepAccess } from '#lib/server/session.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) => ({
  children: await answer(listChildren({ client: locals.api })),
  timeZones: Intl.supportedValuesOf('timeZone'),
});

export const actions: Actions = {
  add: async ({ request, locals }) => {
    const form = await request.formData();
    const texts = textsOf(locals.language).family;
    const values = {
      form: 'add',
      child: '',
      name: textOf(form, 'name').trim(),
      track: textOf(form, 'track'),
      timeZone: textOf(form, 'time_zone'),
    };
    if (!form.has('consent'))
      return fail(400, { message: texts.consentNeeded, errors: {} as Record<string, string[]>, values });
    try {
      const track = (values.track || null) as AddChildData['body']['track'] & (string | null);
      const child = await answer(
        addChild({
          client: locals.api,
          body: {
            name: values.name,
            track,
            consent: true,
            ...(values.timeZone ? { time_zone: values.timeZone } : {}),
          },
        }),
      );
      return { done: texts.added({ name: child.name }) };
    } catch (failure) {
      return refused(failure, values);
    }
  },
  view: async ({ request, locals, cookies }) => {
    const form = await request.formData();
    const child = textOf(form, 'child');
    const values = { form: 'view', child, name: '', track: '', timeZone: '' };
    if (!form.has('consent'))
      return fail(400, {
        message: textsOf(locals.language).family.viewConsentNeeded({ name: textOf(form, 'name') }),
        errors: {} as Record<string, string[]>,
        values,
      });
    try {
      keepAccess(cookies, (await answer(viewAsChild({ client: locals.api, path: { id: child } }))).access);
    } catch (failure) {
      return refused(failure, values);
    }
    redirect(303, '/dashboard');
  },
};
