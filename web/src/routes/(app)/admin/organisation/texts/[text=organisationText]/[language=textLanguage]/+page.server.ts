import { fail } from '@sveltejs/kit';
import { listOrganisationTexts, readOrganisation, updateOrganisationText } from '#lib/api/generated/index.ts';
import type { OrganisationTextKind, OrganisationTextLanguage } from '#lib/organisation-texts.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { refused, textOf } from '#lib/server/form.ts';
import { platformText } from '#lib/server/platform-texts.ts';
import { renderMarkdown } from '#lib/server/render.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

type Asked = {
  locals: App.Locals;
  params: { text: OrganisationTextKind; language: OrganisationTextLanguage };
};

export const load: PageServerLoad = async ({ locals, params }) => {
  const [last, organisation] = await Promise.all([
    findText({ locals, params }),
    answer(readOrganisation({ client: locals.api })),
  ]);
  return {
    kind: params.text,
    writtenIn: params.language,
    isOwn: last?.body != null,
    revision: last?.revision ?? 0,
    body: last?.body ?? platformText(params.text, params.language, organisation, (path) => path),
  };
};

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const typed = readTyped(await request.formData());
    return keep({ locals, params }, { ...typed, sent: typed.body });
  },

  takeBack: async ({ request, locals, params }) => {
    const typed = readTyped(await request.formData());
    return keep({ locals, params }, { ...typed, sent: null });
  },

  preview: async ({ request }) => {
    const values = readTyped(await request.formData());
    return { values, html: (await renderMarkdown(values.body)).html };
  },
};

const readTyped = (form: FormData) => ({
  body: textOf(form, 'body').replaceAll('\r\n', '\n'),
  revision: Number(textOf(form, 'revision')) || 0,
});

/** What stands of the text; its revision goes on counting when it was taken back. */
async function findText({ locals, params }: Asked) {
  const written = await answer(listOrganisationTexts({ client: locals.api }));
  return written.find((one) => one.kind === params.text && one.language === params.language) ?? null;
}

/** Saves, or takes back with `sent: null`. Who was overtaken sees what the other wrote, and replaces it by saving again. */
async function keep(
  asked: Asked,
  { sent, ...typed }: { body: string; revision: number; sent: string | null },
) {
  const { locals, params } = asked;
  const texts = textsOf(locals.language).admin.texts;
  try {
    await answer(
      updateOrganisationText({
        client: locals.api,
        path: { kind: params.text, language: params.language },
        body: { body: sent, revision: typed.revision },
      }),
    );
    return { done: sent === null ? texts.takenBack : texts.saved };
  } catch (failure) {
    if (!(failure instanceof ApiFailure) || failure.code !== 'CONFLICT') return refused(failure, typed);
    const theirs = await findText(asked);
    // Whoever took it back typed nothing.
    const body = sent ?? theirs?.body ?? '';
    const values = { body, revision: theirs?.revision ?? 0 };
    return fail(failure.status, { values, message: texts.conflict, theirs: theirs?.body ?? '' });
  }
}
