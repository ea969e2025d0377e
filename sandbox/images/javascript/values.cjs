'use strict';
// Values of function tests as JavaScript has them, and back. What JSON lacks is tagged; README.md (values) states how.

const specialNumber = /^(?:NaN|-?Infinity|-0)$/;
const wholeNumber = /^-?\d+$/;
const deepest = 200;

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole number beyond ±(2^53 − 1) arrives as a BigInt, whatever else is a number as a number. */
function given(value) {
  if (Array.isArray(value)) return value.map(given);
  if (!isRecord(value)) return value;
  const single = Object.keys(value).length === 1;
  const { $number: number, $object: own } = value;
  if (single && typeof number === 'string') {
    if (specialNumber.test(number)) return Number(number);
    if (wholeNumber.test(number))
      return Number.isSafeInteger(Number(number)) ? Number(number) : BigInt(number);
  }
  const members = single && isRecord(own) ? own : value;
  return Object.fromEntries(Object.entries(members).map(([key, item]) => [key, given(item)]));
}

function plainNumber(value) {
  if (Object.is(value, -0)) return { $number: '-0' };
  return Number.isFinite(value) ? value : { $number: String(value) };
}

/** A BigInt that a number holds exactly is that number: it does not matter which of the two a program counts with. */
function plainBigInt(value) {
  return Number.isSafeInteger(Number(value)) ? Number(value) : { $number: String(value) };
}

function plainMembers(entries, depth) {
  const escaped = entries.length === 1 && (entries[0][0] === '$number' || entries[0][0] === '$object');
  const members = Object.fromEntries(
    entries.map(([key, item]) => [key, plain(item, depth + (escaped ? 2 : 1))]),
  );
  return escaped ? { $object: members } : members;
}

/** The value as JSON can say it: maps become objects, sets arrays. */
function plain(value, depth = 0) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return plainBigInt(value);
  if (typeof value === 'number') return plainNumber(value);
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`a test cannot compare a returned ${typeof value}`);
  if (typeof value !== 'object') return value;
  if (depth >= deepest) throw new RangeError('the returned value is nested too deeply');
  if (typeof value.toJSON === 'function') return plain(value.toJSON(), depth + 1);
  if (value instanceof Map) {
    const members = new Map([...value].map(([key, item]) => [String(key), item]));
    return plainMembers([...members], depth);
  }
  if (
    Array.isArray(value) ||
    value instanceof Set ||
    ArrayBuffer.isView(value) ||
    typeof value[Symbol.iterator] === 'function'
  )
    return Array.from(value, (item) => plain(item, depth + 1));
  return plainMembers(Object.entries(value), depth);
}

module.exports = { given, plain };
