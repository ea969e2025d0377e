import { describe, expect, test } from 'vitest';
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
    message: 'First difference in line 3.',
    difference: {
      expected: 'one\ntwo\nthree',
      actual: 'one\ntwo\nthreh',
      first_difference: { line: 3, column: 5 },
    },
  });
  expect(text('exact', 'a b', 'a  b')).toMatchObject({
    message: 'Only white space differs, first in line 1.',
  });
  expect(text('trimmed', '1\n2', '')).toMatchObject({ message: 'Nothing was printed.' });
  expect(text('trimmed', '1\n2', '1')).toMatchObject({
    message: 'The output ends too early: line 2 is missing.',
  });
  expect(text('trimmed', '1', '1\n2')).toMatchObject({
    message: 'The output goes on too long: line 2 should not be there.',
  });
  expect(value('exact', [1, 2], [2, 1])).toMatchObject({ message: 'Expected [1,2], got [2,1].' });
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
