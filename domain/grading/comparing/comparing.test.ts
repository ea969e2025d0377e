import { describeReason } from '../reason.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactNumber, exactWhole } from '#domain/exercises/exact-number.ts';
import { compareText } from './compare-text.ts';
import { compareValue } from './compare-value.ts';
import { parseCompareMode } from './comparison.ts';
import type { CompareMode } from './comparison.ts';

const mode = (text: string): CompareMode => parseCompareMode(text)!;
const text = (compare: string, expected: string, actual: string) =>
  compareText(mode(compare), expected, actual);
const value = (compare: string, expected: unknown, actual: unknown) =>
  compareValue(mode(compare), expected, actual);

describe('GRD-3: what a program printed', () => {
  test.each([
    ['exact', 'a\n', 'a\n', true],
    ['exact', 'a\n', 'a', false],
    ['trimmed', 'a  \nb\n\n', 'a\nb', true],
    ['trimmed', 'a\r\nb\r\n', 'a\nb\n', true],
    ['trimmed', 'a\n\nb', 'a\nb', false],
    ['tokens', '1 2\n3', '1\n2   3\n', true],
    ['tokens', '1 2 3', '1 2', false],
    ['float:1e-6', '0.3333333', '0.33333339', true],
    ['float:1e-6', '1000000', '1000000.5', true],
    ['float:1e-6', '1', '1.1', false],
    ['float:1e-6', 'x 1', 'y 1', false],
    ['float:1e-6', '1', '0x1', false],
    ['float:1e-6', '1', 'NaN', false],
    ['unordered', 'b\na\na', 'a\nb\na', true],
    ['unordered', 'a\na\nb', 'a\nb\nb', false],
  ])('%s: %j and %j', (compare, expected, actual, equal) => {
    expect(text(compare, expected, actual).equal).toBe(equal);
  });
});

describe('GRD-3: what a function returned', () => {
  test.each([
    ['exact', { a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, true],
    ['exact', [1, 2], [2, 1], false],
    ['exact', { a: 1 }, { a: 1, b: 2 }, false],
    ['exact', null, false, false],
    ['exact', {}, { __proto__: null }, true],
    ['unordered', [[1], { a: 2 }], [{ a: 2 }, [1]], true],
    ['unordered', [1, 1, 2], [1, 2, 2], false],
    ['float:0.01', { x: [1.001] }, { x: [1.002] }, true],
    ['float:0.01', [1], ['1'], false],
    ['trimmed', ['a '], ['a'], true],
    ['tokens', 'a  b', 'a b', true],
  ])('%s: %j and %j', (compare, expected, actual, equal) => {
    expect(value(compare, expected, actual).equal).toBe(equal);
  });
});

test('GRD-4: a difference names its line and column, and says in words what is wrong', () => {
  expect(text('trimmed', 'one\ntwo\nthree', 'one\ntwo\nthreh')).toEqual({
    equal: false,
    reason: { code: 'first_difference', parameters: { line: 3 } },
    difference: {
      expected: 'one\ntwo\nthree',
      actual: 'one\ntwo\nthreh',
      first_difference: { line: 3, column: 5 },
    },
  });
  expect(text('exact', 'a b', 'a  b')).toMatchObject({
    reason: { code: 'white_space', parameters: { line: 1 } },
  });
  expect(text('trimmed', '1\n2', '')).toMatchObject({ reason: { code: 'nothing_printed', parameters: {} } });
  expect(text('trimmed', '1\n2', '1')).toMatchObject({
    reason: { code: 'line_missing', parameters: { line: 2 } },
  });
  expect(text('trimmed', '1', '1\n2')).toMatchObject({
    reason: { code: 'line_too_many', parameters: { line: 2 } },
  });
  expect(value('exact', [1, 2], [2, 1])).toMatchObject({
    reason: { code: 'value', parameters: { expected: '[1,2]', actual: '[2,1]' } },
  });
  for (const broken of ['\udcff', '\0'])
    expect(text('trimmed', 'a\nx\ufffdy', `a\nx${broken}y`)).toMatchObject({
      reason: { code: 'not_text', parameters: { line: 2 } },
    });
});

test('GRD-4: a difference stays small however large the output is', () => {
  const far = 'x\n'.repeat(50_000);
  const difference = text('exact', `${far}yes`, `${far}${'n'.repeat(500_000)}`);
  expect(difference).toMatchObject({ difference: { first_difference: { line: 50_001, column: 1 } } });
  expect(JSON.stringify(difference).length).toBeLessThan(3_000);
});

test('columns count characters, also beyond the basic plane', () => {
  expect(text('exact', '🙂🙂a', '🙂🙂b')).toMatchObject({
    difference: { first_difference: { line: 1, column: 3 } },
  });
});

test('a comparison that does not exist is refused, and a checker is nobody’s here', () => {
  expect(() => parseCompareMode('fuzzy')).toThrow(RangeError);
  expect(() => parseCompareMode('float:x')).toThrow(RangeError);
  expect(parseCompareMode('checker')).toBeNull();
});

const whole = (digits: string) => ({ $number: digits });

describe('H3: numbers are compared exactly', () => {
  test.each([
    ['exact', whole('9007199254740993'), whole('9007199254740993'), true],
    ['exact', whole('9007199254740993'), 9007199254740992, false],
    ['exact', whole('9007199254740993'), whole('9007199254740992'), false],
    ['exact', whole('9007199254740992'), 9007199254740992, true],
    ['exact', whole('15511210043330985984000000'), whole('15511210043330985985000000'), false],
    ['exact', whole('1180591620717411303424'), 2 ** 70, true],
    ['exact', whole('1180591620717411303425'), 2 ** 70, false],
    ['exact', whole('15511210043330985984000000'), 1.5511210043330986e25, false],
    ['exact', whole('5'), 5, true],
    ['exact', 5, '5', false],
    ['exact', whole('9007199254740993'), '9007199254740993', false],
    ['exact', whole('NaN'), whole('NaN'), true],
    ['exact', whole('NaN'), 'NaN', false],
    ['exact', 'NaN', whole('NaN'), false],
    ['exact', whole('Infinity'), whole('-Infinity'), false],
    ['exact', whole('Infinity'), whole(`1${'0'.repeat(400)}`), false],
    ['exact', 0, whole('-0'), true],
    ['exact', whole('-0'), 0, false],
    ['exact', whole('-0'), whole('-0'), true],
    ['exact', { $number: 'abc' }, { $number: 'abc' }, true],
    ['exact', { $object: whole('5') }, 5, false],
    ['exact', 5, { $object: whole('5') }, false],
    ['exact', { $object: whole('5') }, { $object: whole('5') }, true],
    ['unordered', [whole('9007199254740993'), 1], [1, whole('9007199254740993')], true],
    ['unordered', [whole('9007199254740993'), 1], [1, whole('9007199254740992')], false],
    ['unordered', [0, 1], [1, whole('-0')], true],
    ['unordered', [whole('-0'), 1], [1, 0], false],
    ['unordered', [1, 5], [5, '1'], false],
    ['unordered', { a: [2, 1] }, { a: [1, 2] }, false],
    ['float:1e-9', whole('Infinity'), whole('Infinity'), true],
    ['float:1e-9', whole('Infinity'), 1e308, false],
    ['float:1e-9', whole('NaN'), whole('NaN'), true],
    ['float:1e-9', whole('NaN'), 0, false],
    ['float:1e-9', whole(`1${'0'.repeat(400)}`), whole(`5${'0'.repeat(400)}`), false],
    ['float:1e-9', whole('9007199254740993'), 9007199254740992, true],
  ])('%s: %j and %j', (compare, expected, actual, equal) => {
    expect(value(compare, expected, actual).equal).toBe(equal);
  });

  test('what was expected before numbers were kept exactly is as exact as it was', () => {
    expect(value('exact', 1.5511210043330986e25, whole('15511210043330985984000000')).equal).toBe(true);
    expect(value('exact', 1.5511210043330986e25, whole('15511210043330000000000000')).equal).toBe(false);
  });

  test('and the message shows them as written', () => {
    expect(value('exact', whole('9007199254740993'), 9007199254740992)).toMatchObject({
      reason: { code: 'value', parameters: { expected: '9007199254740993', actual: '9007199254740992' } },
      difference: { expected: '9007199254740993', actual: '9007199254740992' },
    });
    expect(value('exact', [whole('NaN')], [whole('-0')])).toMatchObject({
      reason: { code: 'value', parameters: { expected: '[NaN]', actual: '[-0]' } },
    });
  });
});

const modes = ['exact', 'trimmed', 'tokens', 'float:1e-9', 'unordered'];
const someMode = fc.constantFrom(...modes);

/** Values in the form in which tests keep them. */
const { kept } = fc.letrec<{ kept: unknown }>((tie) => ({
  kept: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.string(),
    fc.double().map((double) => exactNumber(double)),
    fc.bigInt().map(exactWhole),
    fc.array(tie('kept'), { maxLength: 5 }),
    fc.dictionary(fc.string(), tie('kept'), { maxKeys: 5 }),
  ),
}));

describe('properties of comparing values', () => {
  test('a value is equal to what JSON makes of it, in every mode', () => {
    fc.assert(
      fc.property(someMode, kept, (compare, one) => {
        expect(value(compare, one, JSON.parse(JSON.stringify(one))).equal).toBe(true);
      }),
    );
  });

  test('whole numbers are equal when they are the same, and only then', () => {
    const near = fc.tuple(fc.bigInt(), fc.bigInt({ min: -2n, max: 2n }));
    fc.assert(
      fc.property(near, ([one, apart]) => {
        expect(value('exact', exactWhole(one), exactWhole(one + apart)).equal).toBe(apart === 0n);
      }),
    );
  });

  test('what is equal exactly is equal in any order', () => {
    const list = fc.array(kept, { maxLength: 6 });
    fc.assert(
      fc.property(
        list.chain((items) =>
          fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
        ),
        ([items, shuffled]) => {
          expect(value('unordered', items, shuffled).equal).toBe(true);
          expect(value('unordered', items, [...shuffled, 'one more']).equal).toBe(false);
        },
      ),
    );
  });

  test('A2, H1: nothing makes a comparison throw', () => {
    fc.assert(
      fc.property(someMode, fc.anything(), fc.anything(), (compare, one, other) => {
        const comparison = value(compare, one, other);
        if (!comparison.equal) expect(describeReason(comparison.reason).length).toBeLessThan(250);
      }),
    );
    const nested = (depth: number) => {
      let deep: unknown = [];
      for (let level = 0; level < depth; level++) deep = level % 2 ? [deep] : { a: deep };
      return deep;
    };
    for (const compare of modes)
      for (const depth of [240, 5_000, 200_000]) {
        expect(value(compare, [1], nested(depth)).equal).toBe(false);
        expect(value(compare, [nested(depth)], [nested(depth)]).equal).toBe(depth === 240);
      }
  });
});

describe('properties of comparing texts', () => {
  test('nothing makes a comparison throw, and a text is equal to itself', () => {
    fc.assert(
      fc.property(
        someMode,
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (compare, one, other) => {
          text(compare, one, other);
          expect(text(compare, one, one).equal).toBe(true);
        },
      ),
    );
  });

  test('white space at the ends does not count where it is said not to', () => {
    const blank = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r') });
    fc.assert(
      fc.property(
        fc.constantFrom('trimmed', 'tokens', 'float:1e-9'),
        fc.string(),
        blank,
        (compare, one, end) => {
          expect(text(compare, one, `${one}${end}`).equal).toBe(true);
        },
      ),
    );
  });

  test('numbers near each other are near in every spelling', () => {
    const spelled = (number: number) => [
      String(number),
      number.toExponential(),
      `+${Math.abs(number)}`,
      `${number}e0`,
    ];
    const fixed = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((number) => number / 64);
    fc.assert(
      fc.property(fixed, (number) => {
        for (const spelling of spelled(number))
          expect(text('float:1e-9', String(number), spelling).equal).toBe(
            number >= 0 || !spelling.startsWith('+'),
          );
      }),
    );
  });

  test.each(['1', '1.', '.5', '+1.5e3', '-0', '1E-5', '007'])('float: %s is a number', (token) => {
    expect(text('float:1e-9', token, String(Number(token))).equal).toBe(true);
  });

  test.each(['', '.', '1e', 'e5', '1.2.3', '0x10', '1_000', '--1', '1e5.5', 'inf'])(
    'float: %j is none',
    (token) => {
      expect(text('float:1e9', '1', token).equal).toBe(false);
    },
  );

  test('K3: numbers too large for a double are near to nothing but themselves', () => {
    expect(text('float:1e-9', '1e400', '5').equal).toBe(false);
    expect(text('float:1e-9', '1e400', '1e500').equal).toBe(false);
    expect(text('float:1e-9', '1e400', '1e400').equal).toBe(true);
  });

  test('H4: a text made of digits is judged in a moment', () => {
    const begun = performance.now();
    const digits = '1'.repeat(100_000);
    for (const hostile of [`${digits}x`, `1.${digits}e`, digits.replaceAll('1', '1e'), `${digits}.`])
      for (const compare of modes) expect(text(compare, '1', hostile).equal).toBe(false);
    expect(performance.now() - begun).toBeLessThan(10_000);
  }, 20_000);
});
