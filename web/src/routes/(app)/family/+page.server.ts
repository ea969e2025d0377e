import { fail, redirect } from '@sveltejs/kit';
import { addChild, listChildren, viewAsChild, type AddChildData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { optionOf, textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { keepAccess } from '#lib/server/session.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) => ({
  children: await answer(listChildren({ client: locals.api })),
  timeZones: Intl.supportedValuesOf('timeZone'),
});

/** What was typed into one of the page's two forms. */
type Typed = {
  form: 'add' | 'view';
  child: string;
  name: string;
  track: NonNullable<AddChildData['body']['track']> | '';
  timeZone: string;
};

const withoutConsent = (message: string, values: Typed) =>
  fail(400, { message, errors: {} as Record<string, string[]>, values });

export const actions: Actions = {
  add: formAction(
    (form): Typed => ({
      form: 'add',
      child: '',
      name: textOf(form, 'name').trim(),
      track: optionOf(form, 'track'),
      timeZone: textOf(form, 'time_zone'),
    }),
    async (values, { locals }, form) => {
      const texts = textsOf(locals.language).family;
      if (!form.has('consent')) return withoutConsent(texts.consentNeeded, values);
      const { name, track, timeZone } = values;
      const body: AddChildData['body'] = {
        name,
        track: track || null,
        consent: true,
        ...(timeZone ? { time_zone: timeZone } : {}),
      };
      const child = await answer(addChild({ client: locals.api, body }));
      return { done: texts.added({ name: child.name }) };
    },
  ),
  view: formAction(
    (form): Typed => ({ form: 'view', child: textOf(form, 'child'), name: '', track: '', timeZone: '' }),
    async (values, { locals, cookies }, form) => {
      const texts = textsOf(locals.language).family;
      if (!form.has('consent'))
        return withoutConsent(texts.viewConsentNeeded({ name: textOf(form, 'name') }), values);
      const path = { id: values.child };
      keepAccess(cookies, (await answer(viewAsChild({ client: locals.api, path }))).access);
      redirect(303, '/dashboard');
    },
  ),
};
