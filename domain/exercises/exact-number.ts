import { fieldFault, type FieldFault } from '../field-faults.ts';

/**
 * Numbers in the values of tests (args, expected values, what a call returned), which are kept as JSON. A whole number beyond ±(2^53 − 1),
 * NaN, an infinity and −0 are `{ "$number": "…" }`; every other number is a plain JSON number, read as a double. An object of a program's own
 * with exactly one key, `$number` or `$object`, is `{ "$object": { … } }`, so that neither is taken for the other. sandbox/README.md states it.
 */
export type TaggedNumber = { $number: string };

/** A number, exactly: in decimal digits when it is whole, else as JavaScript writes a double. Equal numbers have equal texts. */
export type ExactNumber = { text: string; double: number };

// Each of them can be matched in one way only: linear, however long a text is.
const wholeLiteral = /^-?\d+$/;
const taggable = /^(?:0|-?[1-9]\d*|-0|NaN|-?Infinity)$/;
/** From here on JavaScript writes a double with an exponent, which no language takes for a whole number. */
const writtenWithExponent = 1e21;

const tagged = (text: string): TaggedNumber => ({ $number: text });

/**
 * A number as it is kept.
 * @param value as a double
 * @param written the number's own text, where it is known: of a whole number its every digit counts
 * @returns the value itself where a double holds it exactly
 */
export function exactNumber(value: number, written?: string): number | TaggedNumber {
  if (Object.is(value, -0)) return tagged('-0');
  if (Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))) return value;
  if (written !== undefined && wholeLiteral.test(written)) return tagged(written);
  if (!Number.isFinite(value)) return tagged(String(value));
  return Math.abs(value) < writtenWithExponent ? tagged(String(BigInt(value))) : value;
}

/** A whole number of any size as it is kept. */
export function exactWhole(value: bigint): number | TaggedNumber {
  return exactNumber(Number(value), String(value));
}

/** For `JSON.parse`: keeps each number as exact as it is written, which the specification of ES2026 makes known by `context.source`. */
export function keepExact(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? exactNumber(value, context?.source) : value;
}

/** @returns the number that a kept value is, plain or tagged; undefined when it is something else */
export function readNumber(value: unknown): ExactNumber | undefined {
  if (typeof value === 'number') return { text: textOf(value), double: value };
  const text = onlyMember(value, '$number');
  return typeof text === 'string' && taggable.test(text) ? { text, double: Number(text) } : undefined;
}

function textOf(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? String(BigInt(value)) : String(value);
}

/** The members of an object that a kept value is; an escaped one without its escape. */
export function membersOf(value: object): Record<string, unknown> {
  const escaped = onlyMember(value, '$object');
  return (isObject(escaped) ? escaped : value) as Record<string, unknown>;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function onlyMember(value: unknown, key: string): unknown {
  if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
  return Object.keys(value).length === 1 ? (value as Record<string, unknown>)[key] : undefined;
}

/**
 * What is wrong with the tags in a value that an author wrote.
 * @returns a reason for each, at most five
 */
export function problemsOfValue(value: unknown): FieldFault[] {
  const problems: FieldFault[] = [];
  const walk = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null || problems.length === 5) return;
    const number = onlyMember(inner, '$number');
    const escaped = onlyMember(inner, '$object');
    if (number !== undefined && readNumber(inner) === undefined) problems.push(fieldFault('number_form'));
    if (escaped !== undefined && !isObject(escaped)) problems.push(fieldFault('object_form'));
    for (const item of Object.values(isObject(escaped) ? escaped : inner)) walk(item);
  };
  walk(value);
  return problems;
}
