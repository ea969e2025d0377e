import { cancelSubmission, getExercisePlace, getSubmission, listComments } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { readLastKill } from '#lib/server/demo-control.ts';
import { formAction } from '#lib/server/form-action.ts';
import { highlightFiles } from '#lib/server/highlight-files.ts';
import { textsOf } from '#lib/server/texts.ts';
import { readSolution } from '#lib/server/solution.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';
import { breakGrading, submitAndBreakGrading } from './try-to-break.ts';

export const load: PageServerLoad = async ({ locals, params }) => {
  const [submission, comments, lastKill] = await Promise.all([
    answer(getSubmission({ client: locals.api, path: { id: params.id } })),
    answer(listComments({ client: locals.api, path: { id: params.id } })),
    readLastKill(),
  ]);
  // The trail is the learner's: a trainer or parent who looks at their work has none here.
  const mine = submission.student.id === locals.viewer?.id && submission.attempt !== null;
  const path = { slug: submission.exercise.slug };
  const [source, place, solution] = await Promise.all([
    highlightFiles(submission.files, submission.language),
    mine ? answer(getExercisePlace({ client: locals.api, path })) : null,
    // Whoever has handed in nothing that was accepted is refused it, which costs one question.
    mine && submission.verdict !== null ? readSolution(locals.api, submission.exercise.slug) : null,
  ]);
  return { submission, comments, source, lastKill, place, solution };
};

export const actions: Actions = {
  cancel: formAction(async ({ locals, params }) => {
    await answer(cancelSubmission({ client: locals.api, path: { id: params.id } }));
  }),
  break: ({ locals }) => breakGrading(textsOf(locals.language)),
  again: ({ locals, params }) => submitAndBreakGrading(locals.api, params.id, textsOf(locals.language)),
};
