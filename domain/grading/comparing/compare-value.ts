import { membersOf, readNumber } from '#domain/exercises/exact-number.ts';
import type { ExactNumber } from '#domain/exercises/exact-number.ts';
import { writeValue } from '#domain/exercises/write-value.ts';
import { reasonOf } from '../reason.ts';
import { nearlyEqual } from './comparison.ts';
import type { CompareMode, Comparison } from './comparison.ts';
import { differenceBetween } from './difference.ts';

/**
 * Judges a value that a function returned, both in the form that domain/exercises/exact-number.ts describes. Whole numbers of any size are compared
 * exactly, NaN equals NaN, and an expected 0 takes −0 too. Keys of objects have no order; `unordered` also lets the outermost list be in any order;
 * `float` takes finite numbers anywhere inside within the tolerance; `trimmed` and `tokens` loosen texts anywhere inside.
 * Never throws: what is nested deeper than any value may be is equal to nothing.
 */
export function compareValue(mode: CompareMode, expected: unknown, actual: unknown): Comparison {
  if (isEqualValue(mode, expected, actual)) return { equal: true };
  const reason = reasonOf('value', { expected: shown(expected), actual: shown(actual) });
  return { equal: false, reason, difference: differenceBetween(pretty(expected), pretty(actual)) };
}

/** No value comes out of the sandbox as deep as this (sandbox/result-frames.ts), and no test's goes in. */
const deepest = 250;

function isEqualValue(mode: CompareMode, expected: unknown, actual: unknown): boolean {
  if (mode.kind !== 'unordered' || !Array.isArray(expected) || !Array.isArray(actual))
    return isSame(mode, expected, actual, 0);
  if (expected.length !== actual.length) return false;
  const wanted = canonicalItems(expected, { zeros: 'apart' });
  const given = canonicalItems(actual, { zeros: wanted.someNegativeZero ? 'apart' : 'alike' });
  return wanted.items.every((item, index) => item !== undefined && item === given.items[index]);
}

function isSame(mode: CompareMode, expected: unknown, actual: unknown, depth: number): boolean {
  if (expected === actual) return true;
  const [wanted, given] = [readNumber(expected), readNumber(actual)];
  if (wanted || given)
    return wanted !== undefined && given !== undefined && isSameNumber(mode, expected, wanted, given);
  if (typeof expected === 'string' && typeof actual === 'string')
    return loosened(mode, expected) === loosened(mode, actual);
  if (typeof expected !== 'object' || typeof actual !== 'object' || expected === null || actual === null)
    return false;
  if (depth > deepest || Array.isArray(expected) !== Array.isArray(actual)) return false;
  if (Array.isArray(expected) && Array.isArray(actual))
    return (
      expected.length === actual.length &&
      expected.every((item, index) => isSame(mode, item, actual[index], depth + 1))
    );
  const [members, others] = [membersOf(expected), membersOf(actual)];
  const keys = Object.keys(members);
  return (
    keys.length === Object.keys(others).length &&
    keys.every((key) => Object.hasOwn(others, key) && isSame(mode, members[key], others[key], depth + 1))
  );
}

function isSameNumber(
  mode: CompareMode,
  expected: unknown,
  wanted: ExactNumber,
  given: ExactNumber,
): boolean {
  if (wanted.text === given.text || (wanted.text === '0' && given.text === '-0')) return true;
  if (mode.kind === 'float') return nearlyEqual(wanted.double, given.double, mode.tolerance);
  // What was expected as a double, before whole numbers were kept exactly or with an exponent, is only as exact as a double.
  return typeof expected === 'number' && !Number.isSafeInteger(expected) && expected === given.double;
}

function loosened(mode: CompareMode, text: string): string {
  if (mode.kind === 'trimmed')
    return text
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trim();
  return mode.kind === 'tokens' ? text.split(/\s+/).filter(Boolean).join(' ') : text;
}

/** Each item as a text that equal items share, sorted; undefined for one that is too deep to be equal to anything. */
function canonicalItems(
  list: readonly unknown[],
  { zeros }: { zeros: 'apart' | 'alike' },
): { items: (string | undefined)[]; someNegativeZero: boolean } {
  let someNegativeZero = false;
  const canonical = (value: unknown, depth: number): string | undefined => {
    const number = readNumber(value);
    if (number) {
      someNegativeZero ||= number.text === '-0';
      return number.text === '-0' && zeros === 'alike' ? '0' : number.text;
    }
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
    if (depth > deepest) return undefined;
    if (Array.isArray(value)) {
      const items = value.map((item) => canonical(item, depth + 1));
      return items.includes(undefined) ? undefined : `[${items.join(',')}]`;
    }
    const members = membersOf(value);
    const entries = Object.keys(members)
      .sort()
      .map((key) => [JSON.stringify(key), canonical(members[key], depth + 1)] as const);
    if (entries.some(([, item]) => item === undefined)) return undefined;
    return `{${entries.map(([key, item]) => `${key}:${item ?? ''}`).join(',')}}`;
  };
  const items = list.map((item) => canonical(item, 0)).sort();
  return { items, someNegativeZero };
}

/** More would fill the memory, and nobody reads it: a difference shows twelve lines. */
const prettyAtMost = 2_000_000;
const shownAtMost = 80;

function pretty(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? value : writeValue(value, { indent: true, atMost: prettyAtMost });
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = writeValue(value, { atMost: shownAtMost });
  return text.length > shownAtMost ? `${text.slice(0, shownAtMost - 1)}…`.toWellFormed() : text;
}
