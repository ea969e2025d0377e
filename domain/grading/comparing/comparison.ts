import type { Reason } from '../reason.ts';

/** Where and how an answer differs; texts are cut around the first difference. Lines and columns count from 1, columns in characters. */
export type Difference = {
  expected: string;
  actual: string;
  first_difference: { line: number; column: number };
};

export type Comparison = { equal: true } | { equal: false; reason: Reason; difference: Difference | null };

/** The comparison modes decided here; a `checker` runs in a container of its own instead. */
export type CompareMode =
  { kind: 'exact' | 'trimmed' | 'tokens' | 'unordered' } | { kind: 'float'; tolerance: number };

/**
 * Reads a test's `compare` field.
 * @returns null for `checker`
 * @throws RangeError for a mode that does not exist
 */
export function parseCompareMode(compare: string): CompareMode | null {
  if (compare === 'checker') return null;
  if (compare === 'exact' || compare === 'trimmed' || compare === 'tokens' || compare === 'unordered')
    return { kind: compare };
  const tolerance = Number(/^float:(.+)$/.exec(compare)?.[1]);
  if (!(tolerance >= 0)) throw new RangeError(`There is no comparison called “${compare}”.`);
  return { kind: 'float', tolerance };
}

/**
 * Equal within an absolute or a relative error, as the ICPC problem package format defines `float_tolerance`.
 * NaN and infinities, to which numbers too large for a double come, are near to nothing: the caller knows whether they are the same.
 */
export function nearlyEqual(expected: number, actual: number, tolerance: number): boolean {
  if (!Number.isFinite(expected) || !Number.isFinite(actual)) return false;
  const error = Math.abs(expected - actual);
  return error <= tolerance || error <= tolerance * Math.abs(expected);
}
