import { reasonOf } from '../reason.ts';
import type { Reason } from '../reason.ts';
import { nearlyEqual } from './comparison.ts';
import type { CompareMode, Comparison } from './comparison.ts';
import { differenceBetween } from './difference.ts';

/**
 * Judges what a program printed.
 * - `exact`: character by character. - `trimmed`: white space at the ends of lines and of the text does not count.
 * - `tokens`: words in order, however spaced. - `float`: the same, numbers within the tolerance. - `unordered`: lines in any order.
 */
export function compareText(mode: CompareMode, expected: string, actual: string): Comparison {
  if (isEqualText(mode, expected, actual)) return { equal: true };
  const [wanted, given] = mode.kind === 'exact' ? [expected, actual] : [trimmed(expected), trimmed(actual)];
  const [shownExpected, shownActual] =
    mode.kind === 'unordered'
      ? [sortedLines(wanted).join('\n'), sortedLines(given).join('\n')]
      : [wanted, given];
  const difference = differenceBetween(shownExpected, shownActual);
  return {
    equal: false,
    reason: reasonFor(mode, shownExpected, shownActual, difference.first_difference.line),
    difference,
  };
}

function isEqualText(mode: CompareMode, expected: string, actual: string): boolean {
  switch (mode.kind) {
    case 'exact':
      return expected === actual;
    case 'trimmed':
      return trimmed(expected) === trimmed(actual);
    case 'tokens':
      return tokensOf(expected).join(' ') === tokensOf(actual).join(' ');
    case 'unordered':
      return sortedLines(expected).join('\n') === sortedLines(actual).join('\n');
    case 'float':
      return haveNearlyEqualTokens(tokensOf(expected), tokensOf(actual), mode.tolerance);
  }
}

function haveNearlyEqualTokens(expected: string[], actual: string[], tolerance: number): boolean {
  return (
    expected.length === actual.length &&
    expected.every((token, index) => isNearlyEqualToken(token, actual[index]!, tolerance))
  );
}

/** Matches in one way only, so that a long text costs no more than reading it. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** Longer than a double's every digit (1,074 behind the point); what is longer is compared as a word. */
const maxDecimalCharacters = 2_000;

function isNearlyEqualToken(expected: string, actual: string, tolerance: number): boolean {
  if (expected === actual) return true;
  return isDecimal(expected) && isDecimal(actual) && nearlyEqual(Number(expected), Number(actual), tolerance);
}

const isDecimal = (token: string) => token.length <= maxDecimalCharacters && decimal.test(token);

const tokensOf = (text: string) => text.split(/\s+/).filter(Boolean);
const trimmed = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
const sortedLines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .sort();

function reasonFor(mode: CompareMode, expected: string, actual: string, line: number): Reason {
  if (actual.trim() === '') return reasonOf('nothing_printed', {});
  if (holdsNoCharacter(actual.split('\n')[line - 1] ?? '')) return reasonOf('not_text', { line });
  if (tokensOf(expected).join(' ') === tokensOf(actual).join(' ')) return reasonOf('white_space', { line });
  if (mode.kind === 'unordered') return reasonOf('unordered_lines', {});
  const [wanted, given] = [expected.split('\n').length, actual.split('\n').length];
  if (line > given) return reasonOf('line_missing', { line });
  if (line > wanted) return reasonOf('line_too_many', { line });
  return reasonOf('first_difference', { line });
}

/** The sandbox leaves NUL as it is and turns broken bytes into halves of characters; both are shown as other characters. */
const holdsNoCharacter = (line: string) => line.includes('\0') || !line.isWellFormed();
