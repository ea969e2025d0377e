import { checkExercise, getExerciseForAuthoring } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { withDraftReason } from '#lib/server/draft-reason.ts';
import { formAction } from '#lib/server/form-action.ts';
import { renderMarkdown } from '#lib/server/render.ts';
import { preview, reshape, save } from '../author-actions.ts';
import { draftOf } from '../exercise-draft.ts';
import { fillExpected } from '../fill-expected.ts';
import { localTimeOf } from '../zoned-time.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends('waymark:solution-check');
  const found = await answer(getExerciseForAuthoring({ client: locals.api, path: { slug: params.slug } }));
  const exercise = withDraftReason(found, locals.language);
  const dueAt =
    exercise.due_at === null ? '' : localTimeOf(exercise.due_at, locals.viewer?.timeZone ?? 'UTC');
  const { html: statementHtml } = await renderMarkdown(exercise.statement_md, {
    startLevel: 3,
    prefix: 'statement-',
  });
  return { exercise, statementHtml, draft: draftOf(exercise, dueAt), saved: url.searchParams.has('saved') };
};

export const actions: Actions = {
  save: save('update'),
  reshape,
  preview,
  fill: fillExpected,
  check: formAction(async ({ locals, params }) => {
    await answer(checkExercise({ client: locals.api, path: { slug: params.slug } }));
  }),
};
