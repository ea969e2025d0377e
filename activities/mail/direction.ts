export type Direction = 'ltr' | 'rtl';

const rightToLeft = new Set(['ar', 'fa', 'he', 'ur']);
const rightToLeftLetter =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Which way a language is written. */
export const directionOf = (language: string): Direction => (rightToLeft.has(language) ? 'rtl' : 'ltr');

/**
 * What was inserted into a sentence, kept apart from it where the two may run in different directions: else a name at the border moves the punctuation beside it.
 * The marks are FSI and PDI (Unicode Standard Annex #9, 2.4.2); a text part and a subject have no others.
 */
export const isolate = (inserted: string, sentence: Direction): string =>
  sentence === 'rtl' || rightToLeftLetter.test(inserted) ? `\u2068${inserted}\u2069` : inserted;
