import { expect, test } from 'vitest';
import { bulkAnswer } from './bulk-answer.ts';

const words = {
  done: ({ count }: { count: number }) => `${count} done`,
  why: { already: 'They stand so already.' },
  linkTo: (row: string) => ({ href: `/rows/${row}`, label: row.toUpperCase() }),
};

test('a bulk act says how many it was done to, and of each other row why not', () => {
  const outcomes = [
    { row: 'a', failed: null },
    { row: 'b', failed: 'already' },
    { row: 'c', failed: null },
  ];
  const failed = [{ value: 'b', href: '/rows/b', label: 'B', why: 'They stand so already.' }];
  expect(bulkAnswer(outcomes, words)).toEqual({ bulk: { done: '2 done', failed } });
});

test('a bulk act that was done to nobody does not say that it was done', () => {
  const { bulk } = bulkAnswer([{ row: 'a', failed: 'not_yet' }], words);
  expect(bulk).toEqual({ done: '', failed: [{ value: 'a', href: '/rows/a', label: 'A', why: 'not yet' }] });
});

test('a bulk act says what the form called each row that it was not done to', () => {
  const { bulk } = bulkAnswer([{ row: 'a', failed: 'already' }], {
    ...words,
    fieldValue: (row) => `3:${row}`,
  });
  expect(bulk.failed.map(({ value }) => value)).toEqual(['3:a']);
});
