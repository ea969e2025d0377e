import {
  cancelProcess,
  compensateProcess,
  getProcess,
  overrideProcessStep,
  retryProcess,
  skipProcessStep,
} from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends('waymark:process');
  return { process: await answer(getProcess({ client: locals.api, path: { workflowId: params.workflow } })) };
};

const calls = {
  retry: { call: retryProcess, done: 'retried' },
  cancel: { call: cancelProcess, done: 'cancelled' },
  skip: { call: skipProcessStep, done: 'skipped' },
  override: { call: overrideProcessStep, done: 'overridden' },
  compensate: { call: compensateProcess, done: 'compensated' },
} as const;

/** Repairs the process by the form's button, with the reason that was given. */
const repair = (name: keyof typeof calls) =>
  formAction(
    (form) => ({ form: name, reason: textOf(form, 'reason').trim() }),
    async ({ reason }, { locals, params }: RequestEvent) => {
      const { call, done } = calls[name];
      await answer(call({ client: locals.api, path: { workflowId: params.workflow }, body: { reason } }));
      return { done: textsOf(locals.language).ops.process[done] };
    },
  );

export const actions: Actions = {
  retry: repair('retry'),
  cancel: repair('cancel'),
  skip: repair('skip'),
  override: repair('override'),
  compensate: repair('compensate'),
};
