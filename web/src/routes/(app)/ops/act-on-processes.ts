import { fail } from '@sveltejs/kit';
import { cancelProcess, getProcess, retryProcess } from '#lib/api/generated/index.ts';
import { actOnEach, maxRows } from '#lib/server/act-on-each.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import { bulkAnswer } from '#lib/server/bulk-answer.ts';
import { textOf } from '#lib/server/form.ts';
import { readSeenRows, seenValue } from '#lib/seen-row.ts';
import type { Texts } from '#lib/texts/index.ts';

const acts = { retry: retryProcess, cancel: cancelProcess } as const;
const isAct = (name: string): name is keyof typeof acts => Object.hasOwn(acts, name);

/**
 * Retries or cancels each `process` of the form with its reason, and says of each that it was not done to, and why. A process that was tried again since the
 * list was read is left alone, and one that has ended cannot be cancelled again: a form that is sent twice does nothing twice.
 */
export async function actOnProcesses(client: ApiClient, form: FormData, texts: Texts) {
  const words = texts.ops.bulk;
  const name = textOf(form, 'act');
  const seen = new Map(readSeenRows(form, 'process').map(({ id, revision }) => [id, revision]));
  if (!isAct(name) || seen.size === 0) return fail(400, { message: texts.common.bulk.chooseFirst });
  if (seen.size > maxRows) return fail(400, { message: texts.common.bulk.chooseFewer({ most: maxRows }) });
  const reason = textOf(form, 'reason').trim().slice(0, 1000);
  if (reason === '') return fail(400, { message: texts.common.bulk.reasonFirst });
  const outcomes = await actOnEach([...seen.keys()], async (workflowId) => {
    const path = { workflowId };
    if (name === 'retry') {
      const { revision } = await answer(getProcess({ client, path }));
      if (revision !== seen.get(workflowId)) return 'changed';
    }
    await answer(acts[name]({ client, path, body: { reason } }));
    return null;
  });
  return bulkAnswer(outcomes, {
    done: words.done[name],
    why: words.why,
    fieldValue: (id) => seenValue({ id, revision: seen.get(id)! }),
    linkTo: (workflowId) => ({ href: `/ops/${encodeURIComponent(workflowId)}`, label: workflowId }),
  });
}
