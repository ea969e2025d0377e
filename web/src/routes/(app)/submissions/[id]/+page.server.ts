import { cancelSubmission, getExercisePlace, getSubmission, listComments } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { readLastKill } from '#lib/server/demo-control.ts';
import { refused } from '#lib/server/form.ts';
import { highlight } from '#lib/server/highlight.ts';
import { textsOf } from '#lib/texts/index.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';
import { breakGrading, submitAndBreakGrading } from './try-to-break.ts';

export const load: PageServerLoad = async ({ locals, params }) => {
  const [submission, comments, lastKill] = await Promise.all([
    answer(getSubmission({ client: locals.api, path: { id: params.id } })),
    answer(listComments({ client: locals.api, path: { id: params.id } })),
    readLastKill(),
  ]);
  const source = await Promise.all(
    submission.files.map(async ({ name, content }) => ({
      name,
      html: await highlight(content, submission.language),
    })),
  );
  // The trail is the learner's: a trainer or parent who looks at their work has none here.
  const mine = submission.student.id === locals.viewer?.id && submission.attempt !== null;
  const path = { slug: submission.exercise.slug };
  const place = mine ? await answer(getExercisePlace({ client: locals.api, path })) : null;
  return { submission, comments, source, lastKill, place };
};

export const actions: Actions = {
  cancel: async ({ locals, params }) => {
    try {
      await answer(cancelSubmission({ client: locals.api, path: { id: params.id } }));
    } catch (failure) {
      return refused(failure, {});
    }
  },
  break: ({ locals }) => breakGrading(textsOf(locals.viewer?.language)),
  again: ({ locals, params }) =>
    submitAndBreakGrading(locals.api, params.id, textsOf(locals.viewer?.language)),
};
