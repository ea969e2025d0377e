import {
  commentOnSubmission,
  getSubmission,
  listComments,
  overrideSubmission,
  regradeSubmission,
  type OverrideSubmissionData,
} from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { refused, textOf } from '#lib/server/form.ts';
import { highlight } from '#lib/server/highlight.ts';
import { textsOf } from '#lib/texts/index.ts';
import type { Typed } from './action-answer.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends('waymark:submission');
  const [submission, comments] = await Promise.all([
    answer(getSubmission({ client: locals.api, path: { id: params.id } })),
    answer(listComments({ client: locals.api, path: { id: params.id } })),
  ]);
  const source = await Promise.all(
    submission.files.map(async ({ name, content }) => ({
      name,
      html: await highlight(content, submission.language),
    })),
  );
  return { submission, comments, source };
};

const textsFor = (locals: App.Locals) => textsOf(locals.viewer?.language).trainer.submission;

export const actions: Actions = {
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
