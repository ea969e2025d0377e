import { expect, test } from 'vitest';
import { readSorting, sortedAddress } from './sorting.ts';

const columns = ['name', 'seen'];
const otherwise = { column: 'name', direction: 'ascending' } as const;
const read = (query: string) => readSorting(new URLSearchParams(query), columns, otherwise);

test('the address says how a list is sorted; what is no column counts as nothing', () => {
  expect(read('sort=-seen')).toEqual({ column: 'seen', direction: 'descending' });
  expect(read('sort=seen')).toEqual({ column: 'seen', direction: 'ascending' });
  expect([read(''), read('sort=password'), read('sort=--seen')]).toEqual([otherwise, otherwise, otherwise]);
});

test('a head sorts its own way first, then the other; filters stay and the pages begin anew', () => {
  const parameters = new URLSearchParams('role=student&page=3');
  expect(sortedAddress(parameters, otherwise, 'seen', 'descending')).toBe('?role=student&sort=-seen');
  expect(sortedAddress(parameters, otherwise, 'name', 'ascending')).toBe('?role=student&sort=-name');
  const turned = { column: 'name', direction: 'descending' } as const;
  expect(sortedAddress(parameters, turned, 'name', 'ascending')).toBe('?role=student&sort=name');
  expect(parameters.get('page')).toBe('3');
});
