import { expect, test } from 'vitest';
import { sizeInWords } from './size-in-words.ts';

test.for([
  [0, '1 KB'],
  [6400, '6 KB'],
  [310_000, '310 KB'],
  [999_700, '1.0 MB'],
  [2_400_000, '2.4 MB'],
  [9_960_000, '10 MB'],
  [25_400_000, '25 MB'],
] as const)('%i bytes are “%s”', ([bytes, words]) => {
  expect(sizeInWords(bytes)).toBe(words);
});
