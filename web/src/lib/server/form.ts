import { getRequestEvent } from '$app/server';
import { fail } from '@sveltejs/kit';
import { faultsInWords } from '#lib/faults-in-words.ts';
import { textsOf } from './texts.ts';
import { ApiFailure } from './api-failure.ts';
import { readerOf, refusalInWords } from './refusal-in-words.ts';

/** A text field of a form; '' when it is missing or a file. */
export const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/**
 * What was chosen where a form offers the API's own values: `body: { role: optionOf(form, 'role') }`.
 * What is none of them is passed on as it is, for the API refuses it and says so at the field.
 */
export const optionOf = <Option extends string>(form: FormData, name: string): Option =>
  textOf(form, name) as Option;

/**
 * What a form action answers when the API refused: why, and why by field, in the reader's language, and what was typed.
 * Anything that is not the API's refusal is thrown on. `formAction` does this for most actions; call it in a catch where one does not fit.
 */
export const refused = <Values extends Record<string, unknown>>(failure: unknown, values: Values) => {
  if (!(failure instanceof ApiFailure)) throw failure;
  const { locals } = getRequestEvent();
  return fail(failure.status, {
    message: refusalInWords(failure, readerOf(locals)),
    code: failure.code,
    errors: faultsInWords(failure.reasons, textsOf(locals.language)),
    requestId: failure.requestId,
    retryAfterSeconds: failure.retryAfterSeconds,
    values,
  });
};
