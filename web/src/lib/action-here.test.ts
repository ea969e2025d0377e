import { expect, test } from 'vitest';
import { actionHere } from './action-here.ts';

test('a form of a list keeps its filters; an action that was just taken is no filter', () => {
  const of = (query: string) => actionHere(new URL(`https://waymark.example/admin${query}`), 'bulk');
  expect(of('')).toBe('?/bulk');
  expect(of('?role=student&page=2')).toBe('?/bulk&role=student&page=2');
  expect(of('?/bulk&role=student')).toBe('?/bulk&role=student');
});
