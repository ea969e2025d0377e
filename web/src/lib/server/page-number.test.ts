import { expect, test } from 'vitest';
import { pageNumber, refusePagePastEnd } from './page-number.ts';

const at = (query: string) => new URL(`http://waymark.test/exercises${query}`);

test('a page is what the address says, and the first when it says nothing sensible', () => {
  const numbers = ['', '?page=3', '?page=0', '?page=-1', '?page=1e9', '?page=two'].map((query) =>
    pageNumber(at(query)),
  );
  expect(numbers).toEqual([1, 3, 1, 1, 1, 1]);
});

test('D25: whoever asks for a page past the end is sent to the last one, with their filters', () => {
  const past = () => refusePagePastEnd(at('?page=999&kind=debug'), { count: 41, results: [] });
  expect(past).toThrow(expect.objectContaining({ status: 303, location: '/exercises?page=3&kind=debug' }));
  expect(() =>
    refusePagePastEnd(at('?risk=9&page=2'), { count: 21, results: [] }, { parameter: 'risk' }),
  ).toThrow(expect.objectContaining({ location: expect.stringContaining('?risk=2&page=2') as string }));
  expect(() => refusePagePastEnd(at('?page=2'), { count: 41, results: [1] })).not.toThrow();
  expect(() => refusePagePastEnd(at('?page=2'), { count: 0, results: [] })).not.toThrow();
});
