import { error } from '@sveltejs/kit';
import { listChildren } from '#lib/api/generated/index.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import {
  askForArchive,
  askForErasure,
  loadPersonalData,
  takeErasureBack,
} from '#lib/server/personal-data.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

const findChild = async (api: ApiClient, id: string) => {
  const child = (await answer(listChildren({ client: api }))).find((one) => one.id === id);
  return child ?? error(404);
};

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends('waymark:personal-data');
  const child = await findChild(locals.api, params.child);
  return { child, data: await loadPersonalData(locals.api, child) };
};

const asking = async (locals: App.Locals, childId: string) => ({
  api: locals.api,
  texts: textsOf(locals.language),
  child: await findChild(locals.api, childId),
});

export const actions: Actions = {
  archive: async ({ locals, params }) => askForArchive(await asking(locals, params.child)),
  erase: async ({ locals, params, request }) =>
    askForErasure(await asking(locals, params.child), await request.formData()),
  keep: async ({ locals, params, request }) =>
    takeErasureBack(await asking(locals, params.child), await request.formData()),
};
