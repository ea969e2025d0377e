import { expect, test } from 'vitest';
import { writtenOut } from './written-out.ts';

test('a date is told in words as it stands, in the reader’s language', () => {
  expect(writtenOut('2026-11-28', 'en')).toMatch(/^Saturday,? 28 November 2026$/);
  expect(writtenOut('2026-11-28T10:00', 'en')).toMatch(/^Saturday,? 28 November 2026.*10:00$/);
  expect(writtenOut('2026-11-28T23:59', 'de')).toMatch(/^Samstag, 28. November 2026.*23:59$/);
});

test('what is no date has no words', () => {
  expect(['', 'tomorrow', '2026-13-40', '28.11.2026'].map((value) => writtenOut(value, 'en'))).toEqual([
    '',
    '',
    '',
    '',
  ]);
});
