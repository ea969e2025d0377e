import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  exactNumber,
  exactWhole,
  keepExact,
  membersOf,
  problemsOfValue,
  readNumber,
} from './exact-number.ts';
import { writeValue } from './write-value.ts';

const read = (json: string): unknown => JSON.parse(json, keepExact);

describe('K2: a number is kept as its author wrote it', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['9007199254740992', { $number: '9007199254740992' }],
    ['9007199254740993', { $number: '9007199254740993' }],
    ['-9007199254740993', { $number: '-9007199254740993' }],
    ['9223372036854775807', { $number: '9223372036854775807' }],
    ['15511210043330985984000000', { $number: '15511210043330985984000000' }],
    [`1${'0'.repeat(400)}`, { $number: `1${'0'.repeat(400)}` }],
    ['-0', { $number: '-0' }],
    ['-0.0', { $number: '-0' }],
    ['0', 0],
    ['0.1', 0.1],
    ['1e3', 1000],
    ['1.0', 1],
    // With a point or an exponent it is a double; as whole as JavaScript would write it, it is kept by all its digits.
    ['1e16', { $number: '10000000000000000' }],
    ['1.2345678901234567e20', { $number: '123456789012345667584' }],
    ['1e21', 1e21],
    ['1e400', { $number: 'Infinity' }],
    ['-1e400', { $number: '-Infinity' }],
  ])('%s', (json, kept) => {
    expect(read(json)).toEqual(kept);
    // Read again after it was stored and answered, it stays the same.
    expect(read(JSON.stringify(kept))).toEqual(kept);
  });

  test('also deep inside, whatever else there is', () => {
    expect(read('{"a":[1,{"b":9007199254740993}],"c":"9007199254740993"}')).toEqual({
      a: [1, { b: { $number: '9007199254740993' } }],
      c: '9007199254740993',
    });
  });

  test('every whole number comes back by its own digits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), (whole) => {
        expect(read(String(whole))).toEqual(exactWhole(whole));
        expect(readNumber(exactWhole(whole))?.text).toBe(String(whole));
        expect(writeValue(exactWhole(whole))).toBe(String(whole));
      }),
    );
  });

  test('every double comes back as itself', () => {
    fc.assert(
      fc.property(fc.double(), (double) => {
        expect(readNumber(exactNumber(double))?.double).toBe(double);
        const stored = JSON.parse(JSON.stringify(exactNumber(double))) as unknown;
        expect(readNumber(stored)?.double).toBe(double);
      }),
    );
  });
});

const plainObject = { $number: 'abc', more: 1 };

describe('an object of one’s own is no number', () => {
  test.each([
    [{ $number: 'abc' }],
    [{ $number: 5 }],
    [{ $number: '1.5' }],
    [{ $number: '007' }],
    [{ $number: '' }],
    [plainObject],
    [{ $object: { $number: '5' } }],
    [['9007199254740993']],
    ['9007199254740993'],
    [null],
    [undefined],
  ])('%j', (value) => {
    expect(readNumber(value)).toBeUndefined();
  });

  test('an escaped one is what it holds', () => {
    expect(membersOf({ $object: { $number: '5' } })).toEqual({ $number: '5' });
    expect(membersOf({ $object: { $object: {} } })).toEqual({ $object: {} });
    expect(membersOf(plainObject)).toBe(plainObject);
    expect(membersOf({ $object: [1] })).toEqual({ $object: [1] });
  });
});

test('an author is told of a tag that means nothing, and how to write an object that looks like one', () => {
  expect(problemsOfValue([{ $number: '9007199254740993' }, { $number: 'NaN' }, plainObject])).toEqual([]);
  expect(problemsOfValue({ a: [{ $object: { $number: 'abc' } }] })).toEqual([]);
  expect(problemsOfValue({ a: [{ $number: 'abc' }] })).toMatchObject([{ code: 'number_form' }]);
  expect(problemsOfValue({ $object: { a: { $number: 1 } } })).toHaveLength(1);
  expect(problemsOfValue({ $object: 1 })).toHaveLength(1);
  expect(problemsOfValue(Array.from({ length: 1_000 }, () => ({ $number: 'x' })))).toHaveLength(5);
});

describe('a value for people to read', () => {
  test('has its numbers as written, and no escapes', () => {
    const value = [
      { $number: '9007199254740993' },
      { $number: 'NaN' },
      { $number: '-0' },
      { $object: { $number: '5' } },
      9007199254740992,
      1e300,
      { a: null, b: [] },
    ];
    expect(writeValue(value)).toBe(
      '[9007199254740993,NaN,-0,{"$number":"5"},9007199254740992,1e+300,{"a":null,"b":[]}]',
    );
    expect(writeValue({ a: [1, { $number: 'Infinity' }], b: {} }, { indent: true })).toBe(
      '{\n "a": [\n  1,\n  Infinity\n ],\n "b": {}\n}',
    );
  });

  test('is JSON where JSON can say it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const kept = read(JSON.stringify(value));
        // What JSON.stringify rounds or cannot say is tested above.
        fc.pre(!JSON.stringify(kept).includes('$'));
        expect(writeValue(kept)).toBe(JSON.stringify(value));
        expect(writeValue(kept, { indent: true })).toBe(JSON.stringify(kept, null, 1));
      }),
    );
  });

  test('is bounded in depth and length', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(writeValue(deep)).toContain('…');
    expect(writeValue('x'.repeat(1_000_000), { atMost: 80 }).length).toBeLessThan(100);
    const wide = Array.from({ length: 1_000_000 }, () => 1);
    expect(writeValue(wide, { atMost: 1_000, indent: true }).length).toBeLessThan(2_000);
  });
});
