import { expect, test } from 'vitest';
import { parseValue, showValue, writeValue } from './test-value.ts';

test.each([
  ['9007199254740993', { $number: '9007199254740993' }],
  ['[-9223372036854775808,-0,0.1,5]', [{ $number: '-9223372036854775808' }, { $number: '-0' }, 0.1, 5]],
  ['{"a":{"$number":"NaN"}}', { a: { $number: 'NaN' } }],
  ['{"$object":{"$number":"5"}}', { $object: { $number: '5' } }],
  ['123456789012345667584', { $number: '123456789012345667584' }],
  ['1e+21', 1e21],
])('K2: the value %s is read and written as typed', (text, value) => {
  expect(parseValue(text)).toEqual(value);
  expect(writeValue(value)).toBe(text);
});

test('a large number with an exponent keeps its value, whatever reads it next', () => {
  expect(parseValue('1.2345678901234567e20')).toEqual({ $number: '123456789012345667584' });
  expect(writeValue(1.2345678901234567e20)).toBe('123456789012345667584');
  expect(() => parseValue('[1,')).toThrow(SyntaxError);
});

test('to read, a value has no tags and no escapes', () => {
  const value = [
    { $number: 'NaN' },
    { $number: '9007199254740993' },
    { $object: { $number: '5' } },
    'x',
    null,
  ];
  expect(showValue(value)).toBe('[NaN,9007199254740993,{"$number":"5"},"x",null]');
});
