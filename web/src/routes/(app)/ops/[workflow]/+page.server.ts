import { cancelProcess, getProcess, retryProcess } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { refused, textOf } from '#lib/server/form.ts';
import { textsOf } from '#lib/texts/index.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends('waymark:process');
  return { process: await answer(getProcess({ client: locals.api, path: { workflowId: params.workflow } })) };
};

export const actions: Actions = {
  retry: async ({ request, locals, params }) => {
    const reason = textOf(await request.formData(), 'reason').trim();
    try {
      await answer(
        retryProcess({ client: locals.api, path: { workflowId: params.workflow }, body: { reason } }),
      );
      return { done: textsOf(locals.viewer?.language).ops.process.retried };
    } catch (failure) {
      return refused(failure, { form: 'retry', reason });
    }
  },
  cancel: async ({ request, locals, params }) => {
    const reason = textOf(await request.formData(), 'reason').trim();
    try {
      await answer(
        cancelProcess({ client: locals.api, path: { workflowId: params.workflow }, body: { reason } }),
      );
      return { done: textsOf(locals.viewer?.language).ops.process.cancelled };
    } catch (failure) {
      return refused(failure, { form: 'cancel', reason });
    }
  },
};
