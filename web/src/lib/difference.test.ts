import { expect, test } from 'vitest';
import { compareOutputs, showInvisible } from './difference.ts';

test('GRD-4: a readable difference keeps equal lines level and marks the changed characters', () => {
  const rows = compareOutputs('one\ntwo\nthree\n', 'one\ntwO\nthree');
  expect(rows.map((row) => row.same)).toEqual([true, false, true]);
  expect(rows[1]?.expected?.parts).toEqual([
    { text: 'tw', changed: false },
    { text: 'o', changed: true },
  ]);
  expect(rows[1]?.actual?.parts.at(-1)).toEqual({ text: 'O', changed: true });
});

test('GRD-4: a missing line leaves its place empty, and later lines keep their own numbers', () => {
  const rows = compareOutputs('a\nb\nc', 'a\nc');
  expect(rows[1]).toMatchObject({ same: false, actual: null, expected: { number: 2 } });
  expect(rows[2]).toMatchObject({ same: true, expected: { number: 3 }, actual: { number: 2 } });
});

test('GRD-4: a difference of a blank is made visible', () => {
  const parts = compareOutputs('a b', 'a b ')[0]?.actual?.parts.filter((part) => part.changed) ?? [];
  expect(parts.map((part) => showInvisible(part.text))).toEqual(['·']);
});

test('GRD-4: lines cut out of a long output keep the numbers they have in it', () => {
  const rows = compareOutputs('…\nseven\neight\nnine\nten', '…\nseven\neight\nnine', 10);
  expect(rows.map((row) => row.expected?.number)).toEqual([null, 7, 8, 9, 10]);
  expect(rows.at(-1)?.actual).toBeNull();
});
