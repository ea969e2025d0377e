/** Forbids a line's end on both its sides and is not seen (WORD JOINER; UAX 14, LB11). */
const joiner = '\u2060';

/**
 * Keeps a word such as “e-mail” on one line: after a hyphen a line may end, and one letter is left behind. What is a single word has no line to end, and
 * stays as it is written.
 */
export const wholeWords = (text: string): string =>
  /\s/.test(text) ? text.replace(/(?<![\p{L}\p{N}-])(\p{L}-)(?=\p{L})/gu, `$1${joiner}`) : text;
