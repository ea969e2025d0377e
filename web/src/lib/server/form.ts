import { fail } from '@sveltejs/kit';
import { ApiFailure } from './api-failure.ts';

/** A text field of a form; '' when it is missing or a file. */
export const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/**
 * What a form action answers when the API refused: the message, the reasons by field, and what was typed.
 * Anything that is not the API's refusal is thrown on. Call it in a catch.
 */
export const refused = <Values extends Record<string, unknown>>(failure: unknown, values: Values) => {
  if (!(failure instanceof ApiFailure)) throw failure;
  return fail(failure.status, {
    message: failure.message,
    code: failure.code,
    errors: failure.details,
    requestId: failure.requestId,
    values,
  });
};
