import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { createExercise, saveExercise } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { renderMarkdown } from '#lib/server/render.ts';
import { textsOf } from '#lib/server/texts.ts';
import { definitionOf } from './definition-of.ts';
import { readDraft } from './read-draft.ts';
import { reshapeDraft } from './reshape-draft.ts';

/** Saves what the form holds; a new exercise must have an address nobody has taken. Whatever is refused comes back as typed, with the reasons. */
export const save = (mode: 'create' | 'update') =>
  formAction(readDraft, async (draft, { locals }: RequestEvent) => {
    const texts = textsOf(locals.language);
    const { body, errors } = definitionOf(draft, { timeZone: locals.viewer?.timeZone ?? 'UTC', texts });
    if (Object.keys(errors).length > 0)
      return fail(400, { message: texts.authoring.fix, errors, values: draft });
    const saved = await answer(
      mode === 'create'
        ? createExercise({ client: locals.api, body })
        : saveExercise({ client: locals.api, body }),
    );
    redirect(303, `/authoring/${saved.slug}?saved`);
  });

/** Adds, moves or takes out rows and files where no script does. */
export const reshape = async ({ request }: RequestEvent) => {
  const form = await request.formData();
  const wish = textOf(form, 'reshape');
  return {
    values: reshapeDraft(readDraft(form), wish, textOf(form, `new-file.${wish.split(':')[1] ?? ''}`)),
  };
};

/** The statement as students will read it. */
export const preview = async ({ request }: RequestEvent) => {
  const draft = readDraft(await request.formData());
  return {
    values: draft,
    statementHtml: (await renderMarkdown(draft.statement, { startLevel: 3, prefix: 'statement-' })).html,
  };
};
