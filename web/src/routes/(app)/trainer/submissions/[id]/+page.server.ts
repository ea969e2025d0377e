import {
  commentOnSubmission,
  getNeighbours,
  getSubmission,
  listComments,
  listSubmissions,
  overrideSubmission,
  regradeSubmission,
  type OverrideSubmissionData,
} from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { optionOf, textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { highlightFiles } from '#lib/server/highlight-files.ts';
import { textsOf } from '#lib/server/texts.ts';
import { review } from '../review-action.ts';
import { readFilter } from '../submission-filter.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends('waymark:submission');
  const filter = readFilter(url);
  const [submission, comments, neighbours] = await Promise.all([
    answer(getSubmission({ client: locals.api, path: { id: params.id } })),
    answer(listComments({ client: locals.api, path: { id: params.id } })),
    answer(getNeighbours({ client: locals.api, path: { id: params.id }, query: filter })),
  ]);
  const attempts = await answer(
    listSubmissions({
      client: locals.api,
      query: { page: 1, page_size: 8, student: submission.student.id, exercise: submission.exercise.slug },
    }),
  );
  const source = await highlightFiles(submission.files, submission.language);
  return { submission, comments, source, attempts, filter, neighbours };
};

type Override = OverrideSubmissionData['body'];

const textsFor = (locals: App.Locals) => textsOf(locals.language).trainer.submission;

export const actions: Actions = {
  review: formAction(
    () => ({ form: 'review' as const }),
    async (_typed, { locals }, form) => review(locals.api, form, textsOf(locals.language).trainer.review),
  ),
  comment: formAction(
    (form) => ({ form: 'comment' as const, body: textOf(form, 'body').trim() }),
    async ({ body }, { locals, params }) => {
      await answer(commentOnSubmission({ client: locals.api, path: { id: params.id }, body: { body } }));
      return { done: textsFor(locals).sent };
    },
  ),
  again: formAction(
    (form) => ({ form: 'again' as const, reason: textOf(form, 'reason').trim() }),
    async ({ reason }, { locals, params }) => {
      await answer(regradeSubmission({ client: locals.api, path: { id: params.id }, body: { reason } }));
      return { done: textsFor(locals).againDone };
    },
  ),
  override: formAction(
    (form) => ({
      form: 'override' as const,
      reason: textOf(form, 'reason').trim(),
      score: textOf(form, 'score'),
      verdict: optionOf<Override['verdict']>(form, 'verdict'),
    }),
    async ({ reason, score, verdict }, { locals, params }) => {
      const body: Override = { reason, score: Number(score.replace(',', '.')), verdict };
      await answer(overrideSubmission({ client: locals.api, path: { id: params.id }, body }));
      return { done: textsFor(locals).overrideDone };
    },
  ),
};
