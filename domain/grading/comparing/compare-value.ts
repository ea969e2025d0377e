import { nearlyEqual } from './comparison.ts';
import type { CompareMode, Comparison } from './comparison.ts';
import { differenceBetween } from './difference.ts';

/**
 * Judges a JSON value that a function returned. Keys of objects have no order; `unordered` also lets the outermost list be in any order;
 * `float` takes numbers anywhere inside within the tolerance; `trimmed` and `tokens` loosen texts anywhere inside.
 */
export function compareValue(mode: CompareMode, expected: unknown, actual: unknown): Comparison {
  if (isEqualValue(mode, expected, actual)) return { equal: true };
  const message = `Expected ${shown(expected)}, got ${shown(actual)}.`;
  return { equal: false, message, difference: differenceBetween(pretty(expected), pretty(actual)) };
}

function isEqualValue(mode: CompareMode, expected: unknown, actual: unknown): boolean {
  if (mode.kind !== 'unordered') return isSame(mode, expected, actual);
  if (!Array.isArray(expected) || !Array.isArray(actual)) return canonical(expected) === canonical(actual);
  return JSON.stringify(expected.map(canonical).sort()) === JSON.stringify(actual.map(canonical).sort());
}

function isSame(mode: CompareMode, expected: unknown, actual: unknown): boolean {
  if (typeof expected === 'number' && typeof actual === 'number')
    return mode.kind === 'float' ? nearlyEqual(expected, actual, mode.tolerance) : expected === actual;
  if (typeof expected === 'string' && typeof actual === 'string')
    return loosened(mode, expected) === loosened(mode, actual);
  if (Array.isArray(expected) && Array.isArray(actual))
    return (
      expected.length === actual.length && expected.every((item, index) => isSame(mode, item, actual[index]))
    );
  if (!isObject(expected) || !isObject(actual)) return expected === actual;
  const keys = Object.keys(expected);
  return (
    keys.length === Object.keys(actual).length &&
    keys.every((key) => Object.hasOwn(actual, key) && isSame(mode, expected[key], actual[key]))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      isObject(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
        : inner,
    ) ?? 'undefined'
  );
}

const pretty = (value: unknown) =>
  typeof value === 'string' ? value : (JSON.stringify(value, null, 1) ?? 'nothing');

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
