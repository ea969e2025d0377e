import { expect, test } from 'vitest';
import { paneCookieOf, readPaneSizes, usualPaneSizes } from './pane-sizes.ts';

test('P3: sizes come back as they were kept', () => {
  const [pair = ''] = paneCookieOf({ statement: 30.04, editor: 71 }).split(';');
  expect(readPaneSizes(pair.split('=')[1])).toEqual({ statement: 30, editor: 71 });
});

test.each([undefined, '', '42', '5-50', '50-99', 'a-b', '1e9-50', '42-62-'.repeat(2000).slice(0, 2)])(
  'what is no pair of possible sizes is left out: %s',
  (cookie) => {
    expect(readPaneSizes(cookie)).toEqual(usualPaneSizes);
  },
);
