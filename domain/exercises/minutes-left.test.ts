import { expect, test } from 'vitest';
import { minutesLeft } from './minutes-left.ts';

test('D19: what a preparation still takes is told by what it took so far, and not guessed before anything is ready', () => {
  expect(minutesLeft({ waiting: 12, done: 6, seconds: 120 })).toBe(4);
  expect(minutesLeft({ waiting: 5, done: 3, seconds: 100 })).toBe(3);
  expect(minutesLeft({ waiting: 1, done: 17, seconds: 340 })).toBe(1);
  expect(minutesLeft({ waiting: 18, done: 0, seconds: 200 })).toBeNull();
});
