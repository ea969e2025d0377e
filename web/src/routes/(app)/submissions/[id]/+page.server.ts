import { cancelSubmission, getSubmission, listComments } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { refused } from '#lib/server/form.ts';
import { highlight } from '#lib/server/highlight.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, params }) => {
  const [submission, comments] = await Promise.all([
    answer(getSubmission({ client: locals.api, path: { id: params.id } })),
    answer(listComments({ client: locals.api, path: { id: params.id } })),
  ]);
  const source = await Promise.all(submission.files.map(async ({ name, content }) => ({ name, html: await highlight(content, submission.language) })));
  return { submission, comments, source };
};

export const actions: Actions = {
  cancel: async ({ locals, params }) => {
    try {
      await answer(cancelSubmission({ client: locals.api, path: { id: params.id } }));
    } catch (failure) {
      return refused(failure, {});
    }
  },
};
