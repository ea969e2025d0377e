/**
 * Values of tests as the API sends and takes them (its description of `args` and `value`): JSON in which `{ "$number": "…" }` is a number that a
 * double would not hold as written, and `{ "$object": { … } }` an object that would look like one of the two.
 */

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const only = (value: unknown, key: string): unknown =>
  isObject(value) && Object.hasOwn(value, key) && Object.keys(value).length === 1 ? value[key] : undefined;

const exactNumber = (value: number, written: string): unknown => {
  if (Object.is(value, -0)) return { $number: '-0' };
  if (Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))) return value;
  if (/^-?\d+$/.test(written)) return { $number: written };
  if (!Number.isFinite(value)) return { $number: String(value) };
  // Written with an exponent it is sent with one; else JSON would send the shortest digits that mean it, which are another whole number.
  return Math.abs(value) < 1e21 ? { $number: String(BigInt(value)) } : value;
};

/**
 * A value as an author types it: JSON, of which every digit counts.
 * @throws SyntaxError when it is no JSON
 */
export const parseValue = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? exactNumber(value, context.source) : value,
  );

/** Large doubles by all their digits, as long as JavaScript would not write an exponent. */
const numberText = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e21 ? String(BigInt(value)) : String(value);

const write = (value: unknown, forReading: boolean): string => {
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, forReading)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const number = only(value, '$number');
  if (
    typeof number === 'string' &&
    (/^(0|-?[1-9]\d*|-0)$/.test(number) || (forReading && /^(NaN|-?Infinity)$/.test(number)))
  )
    return number;
  const own = only(value, '$object');
  const members = Object.entries(isObject(own) ? own : value)
    .map(([key, item]) => `${JSON.stringify(key)}:${write(item, forReading)}`)
    .join(',');
  return isObject(own) && !forReading ? `{"$object":{${members}}}` : `{${members}}`;
};

/** A value as `parseValue` reads it again. */
export const writeValue = (value: unknown): string => write(value, false);

/** A value for people to read, without tags. */
export const showValue = (value: unknown): string => write(value, true);
