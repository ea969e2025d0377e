import { formatTime, type Reader } from '#lib/time.ts';
import { sayOf } from '#lib/texts/word-of.ts';
import type { ApiFailure } from './api-failure.ts';
import { textsOf } from './texts.ts';

/**
 * What the API refused, in the reader's language: by its reason, or, where the site has no words for that, by its documented code.
 * Never in the API's own English.
 */
export const refusalInWords = (
  { reason, code }: Pick<ApiFailure, 'reason' | 'code'>,
  reader: Reader,
): string => {
  const texts = textsOf(reader.language);
  return (
    (reason && sayOf(texts.refusals.reasons, reason.code, forReader(reason.parameters, reader))) ??
    sayOf(texts.refusals.codes, code, {}) ??
    texts.refusals.unknown
  );
};

/** A time among the parameters is told as the reader tells times. */
const forReader = (parameters: Record<string, string | number>, reader: Reader) =>
  typeof parameters.due === 'string'
    ? { ...parameters, due: formatTime(parameters.due, 'full', reader) }
    : parameters;

/** Whose words they are: of whoever is signed in, else of whoever asks. */
export const readerOf = ({ language, viewer }: Pick<App.Locals, 'language' | 'viewer'>): Reader => ({
  language,
  timeZone: viewer?.timeZone ?? 'UTC',
});
