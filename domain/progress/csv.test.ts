import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';

test('CUR-4: a table is written as RFC 4180 wants it, and no cell can become a formula', () => {
  const columns = [
    { title: 'name', cell: (row: [string, number | null]) => row[0] },
    { title: 'score', cell: (row: [string, number | null]) => row[1] },
  ];
  const rows: [string, number | null][] = [
    ['plain', 1.5],
    ['with, comma', null],
    ['with "quotes"', -2],
    ['=1+1', 0],
    ['two\nlines', 1],
  ];
  expect(csvOf(columns, rows)).toBe(
    '\uFEFFname,score\r\nplain,1.5\r\n"with, comma",\r\n"with ""quotes""",-2\r\n\'=1+1,0\r\n"two\nlines",1\r\n',
  );
});
