import { expect, test } from 'vitest';
import { en } from '#lib/texts/english.ts';
import { changesBetween } from './changes.ts';
import { valueInWords } from './value-in-words.ts';

test('ACC-12: the audit log shows what was before and after, and leaves out what stayed the same', () => {
  expect(
    changesBetween(
      { status: 'active', role: 'student', track: null, modules: { a: true } },
      { status: 'deactivated', role: 'student', modules: { a: true } },
    ),
  ).toEqual([{ field: 'status', before: 'active', after: 'deactivated' }]);
  expect(changesBetween(null, { trainer_id: 'a' })).toEqual([
    { field: 'trainer_id', before: undefined, after: 'a' },
  ]);
});

test('D18: what a field held is told in words', () => {
  const told = (field: string, value: unknown) => valueInWords(field, value, en, 'en');
  expect(told('verdict', 'wrong_answer')).toBe('Not yet');
  expect(told('role', 'trainer')).toBe('Trainer');
  expect(told('locked', false)).toBe('no');
  expect(told('score', 5)).toBe('5');
  expect(told('handle', null)).toBe('nothing');
  expect(told('modules', { grading: true, code_review: false })).toBe('grading: on, code review: off');
  expect(told('modules', {})).toBe('nothing');
});

test.each(['constructor', 'toString', '__proto__'])(
  'a handle or a field called %s is told as it is: no word is looked up where JavaScript keeps its own',
  (name) => {
    expect(valueInWords('handle', name, en, 'en')).toBe(name);
    expect(valueInWords(name, 'held', en, 'en')).toBe('held');
  },
);

test('a code without a word is told by its name, also where JavaScript keeps its own', () => {
  expect(valueInWords('role', 'constructor', en, 'en')).toBe('constructor');
  expect(valueInWords('status', 'not_known_yet', en, 'en')).toBe('not known yet');
});
