import { expect, test } from 'vitest';
import { describeReason, reasonCodes, reasonOf } from './reason.ts';
import { reasonWords } from '#web/src/lib/texts/reason-words.ts';
import { en } from '#web/src/lib/texts/english.ts';

test('every reason that a test can have is said', () => {
  expect(reasonCodes.filter((code) => !(code in en.grading.reasons))).toEqual([]);
});

test('an exception is told with what is known of it', () => {
  const told = (given: { file: string; line: number; text: string }) => {
    const reason = reasonOf('exception', { name: 'ValueError', ...given });
    return [reasonWords({ reason, message: null }, en), describeReason(reason)];
  };
  for (const [given, words] of [
    [{ file: 'main.py', line: 2, text: 'no' }, 'ValueError in main.py, line 2: no'],
    [{ file: 'main.py', line: 2, text: '' }, 'ValueError in main.py, line 2'],
    [{ file: '', line: 0, text: 'no' }, 'ValueError: no'],
    [{ file: '', line: 0, text: '' }, 'ValueError'],
  ] as const)
    expect(told(given)).toEqual([words, words]);
});

test('what has no code, or a new one, is told as it came', () => {
  expect(reasonWords({ reason: null, message: 'Close, but no.' }, en)).toBe('Close, but no.');
  const reason = { code: 'of_tomorrow', parameters: {} };
  expect(reasonWords({ reason, message: 'In English.' }, en)).toBe('In English.');
});
