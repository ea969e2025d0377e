import {
  askForArchive,
  askForErasure,
  loadPersonalData,
  takeErasureBack,
} from '#lib/server/personal-data.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, depends }) => {
  depends('waymark:personal-data');
  // A parent who looks through a child's eyes finds the child's data on their own family page.
  return locals.viewer?.viewedBy ? { data: null } : { data: await loadPersonalData(locals.api, null) };
};

const asking = (locals: App.Locals) => ({
  api: locals.api,
  texts: textsOf(locals.language),
  child: null,
});

export const actions: Actions = {
  archive: ({ locals }) => askForArchive(asking(locals)),
  erase: async ({ locals, request }) => askForErasure(asking(locals), await request.formData()),
  keep: async ({ locals, request }) => takeErasureBack(asking(locals), await request.formData()),
};
