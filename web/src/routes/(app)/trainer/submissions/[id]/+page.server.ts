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
import { refused, textOf } from '#lib/server/form.ts';
import { highlightFiles } from '#lib/server/highlight-files.ts';
import { textsOf } from '#lib/server/texts.ts';
import { review } from '../review-action.ts';
import { readFilter } from '../submission-filter.ts';
import type { Typed } from './action-answer.ts';
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

const textsFor = (locals: App.Locals) => textsOf(locals.language).trainer.submission;

export const actions: Actions = {
  review: async ({ request, locals }) => {
    const texts = textsOf(locals.language).trainer.review;
    try {
      return await review(locals.api, await request.formData(), texts);
    } catch (failure) {
      return refused<Typed>(failure, { form: 'review' });
    }
  },
  comment: async ({ request, locals, params }) => {
    const body = textOf(await request.formData(), 'body').trim();
    try {
      await answer(commentOnSubmission({ client: locals.api, path: { id: params.id }, body: { body } }));
      return { done: textsFor(locals).sent };
    } catch (failure) {
      return refused<Typed>(failure, { form: 'comment', body });
    }
  },
  again: async ({ request, locals, params }) => {
    const reason = textOf(await request.formData(), 'reason').trim();
    try {
      await answer(regradeSubmission({ client: locals.api, path: { id: params.id }, body: { reason } }));
      return { done: textsFor(locals).againDone };
    } catch (failure) {
      return refused<Typed>(failure, { form: 'again', reason });
    }
  },
  override: async ({ request, locals, params }) => {
    const form = await request.formData();
    const values = {
      form: 'override' as const,
      reason: textOf(form, 'reason').trim(),
      score: textOf(form, 'score'),
      verdict: textOf(form, 'verdict'),
    };
    try {
      const body = {
        reason: values.reason,
        score: Number(values.score.replace(',', '.')),
        verdict: values.verdict as OverrideSubmissionData['body']['verdict'],
      };
      await answer(overrideSubmission({ client: locals.api, path: { id: params.id }, body }));
      return { done: textsFor(locals).overrideDone };
    } catch (failure) {
      return refused<Typed>(failure, values);
    }
  },
};
