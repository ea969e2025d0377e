import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { checkYaml } from './read-yaml.ts';

const read = (text: string): unknown => checkYaml('file.yaml', text, Type.Unknown());

test.each([
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', { $number: '9007199254740993' }],
  ['-15511210043330985984000000', { $number: '-15511210043330985984000000' }],
  ['0x20000000000001', { $number: '9007199254740993' }],
  ['-0', { $number: '-0' }],
  ['-0.0', { $number: '-0' }],
  ['.inf', { $number: 'Infinity' }],
  ['-.inf', { $number: '-Infinity' }],
  ['.nan', { $number: 'NaN' }],
  ['1.2345678901234567e+20', { $number: '123456789012345667584' }],
  ['0.1', 0.1],
  ['12', 12],
  ["'-0'", '-0'],
  ["'9007199254740993'", '9007199254740993'],
])('K2: the number %s in a content file is kept as written', (text, kept) => {
  expect(read(text)).toEqual(kept);
  expect(read(`- value: ${text}\n- [1, { a: ${text} }]\n`)).toEqual([{ value: kept }, [1, { a: kept }]]);
});

test('keys, anchors and the tagged form itself stay what they are', () => {
  expect(read('1: &big 9007199254740993\nb: *big\nc: { $number: "NaN" }\n')).toEqual({
    1: { $number: '9007199254740993' },
    b: { $number: '9007199254740993' },
    c: { $number: 'NaN' },
  });
});

test('what is no YAML is refused by the file’s name', () => {
  expect(() => read('a: [')).toThrow(/^file\.yaml: /);
});
