import { fail } from '@sveltejs/kit';
import { reviewSubmissions } from '#lib/api/generated/index.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { readSeenRows, seenValue } from '#lib/seen-row.ts';
import type { Texts } from '#lib/texts/index.ts';

/** What was done, in words, and the values that take it back. */
export type ReviewAnswer = { done: string; undo: string[] };

/**
 * Says of the form's submissions that there is nothing to say, or with `reviewed` = `no` takes that back.
 * @param form each `submission` is a `seenValue`
 */
export async function review(client: ApiClient, form: FormData, texts: Texts['trainer']['review']) {
  const submissions = readSeenRows(form, 'submission');
  if (submissions.length === 0) return fail(400, { message: texts.chooseFirst });
  const reviewed = textOf(form, 'reviewed') !== 'no';
  const { done, skipped } = await answer(reviewSubmissions({ client, body: { submissions, reviewed } }));
  const changed = skipped.length > 0 ? [texts.skipped({ count: skipped.length })] : [];
  if (done.length === 0) return fail(409, { message: changed.join('') });
  const outcome = reviewed ? texts.done({ count: done.length }) : texts.undone({ count: done.length });
  return {
    done: [outcome, ...changed].join(' '),
    undo: reviewed ? done.map(seenValue) : [],
  } satisfies ReviewAnswer;
}
