import { expect, test } from 'vitest';
import { lateBy, memoryUsed, timeTaken } from './measures.ts';
import { sizeInWords } from './size-in-words.ts';
import { en } from './english.ts';

test.for([
  [0, '1 KB'],
  [6400, '6 KB'],
  [310_000, '310 KB'],
  [999_700, '1.0 MB'],
  [2_400_000, '2.4 MB'],
  [9_960_000, '10 MB'],
  [25_400_000, '25 MB'],
] as const)('%i bytes are “%s”', ([bytes, words]) => {
  expect(sizeInWords(bytes, en)).toBe(words);
});

test('times and memory are told in the unit in which one would say them', () => {
  expect([timeTaken(190, en), timeTaken(1500, en)]).toEqual(['190 ms', '1.5 s']);
  expect([memoryUsed(640, en), memoryUsed(12_400, en)]).toEqual(['640 KB', '12 MB']);
  expect([20, 90, 7200, 172_800].map((seconds) => lateBy(seconds, en))).toEqual([
    '1 minute',
    '2 minutes',
    '2 hours',
    '2 days',
  ]);
});
