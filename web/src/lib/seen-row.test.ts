import { expect, test } from 'vitest';
import { readSeenRows, seenValue } from './seen-row.ts';

const formOf = (...values: (string | Blob)[]): FormData => {
  const form = new FormData();
  for (const value of values) form.append('row', value);
  return form;
};

test('a row as it was seen comes back as it was, also one whose id has colons', () => {
  const rows = [
    { id: '01999999-0000-7000-8000-000000000001', revision: 1 },
    { id: 'grade-submission:01999999-0000-7000-8000-000000000001', revision: 999_999_999 },
  ];
  expect(readSeenRows(formOf(...rows.map(seenValue)), 'row')).toEqual(rows);
  expect(readSeenRows(formOf(...rows.map(seenValue)), 'other')).toEqual([]);
});

test('what is no row as it was seen is left out', () => {
  const none = ['', '1:', ':a', 'a', 'a:1', '-1:a', '1.5:a', `${'9'.repeat(10)}:a`, '1:a/b', '1:a\n', '1: a'];
  expect(readSeenRows(formOf(...none, `1:${'a'.repeat(201)}`, new Blob(['1:a'])), 'row')).toEqual([]);
});
