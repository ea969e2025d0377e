/** The word of a code that comes from the API; a code that this page does not know yet is told by its name. */
export const wordOf = (words: object, code: string | number): string => {
  const word: unknown = Object.hasOwn(words, code) ? (words as Record<string, unknown>)[code] : undefined;
  return typeof word === 'string' ? word : String(code).replaceAll(/[._]/g, ' ');
};

/**
 * The sentence of a code that comes from the API, with its parameters in it.
 * @param says the sentences by code; one without arguments is a plain text
 * @returns undefined for a code without a sentence
 */
export const sayOf = (
  says: object,
  code: string,
  parameters: Record<string, string | number>,
): string | undefined => {
  const say: unknown = Object.hasOwn(says, code) ? (says as Record<string, unknown>)[code] : undefined;
  if (typeof say === 'function') return (say as (values: typeof parameters) => string)(parameters);
  return typeof say === 'string' ? say : undefined;
};
