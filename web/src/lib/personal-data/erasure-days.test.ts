import { expect, test } from 'vitest';
import { daysFrom, daysPassed, timeLeft } from './erasure-days.ts';

const asked = Date.parse('2026-11-27T12:00:00Z');
const due = new Date(daysFrom(asked, 14)).toISOString();
const hours = (count: number) => asked + count * 3_600_000;

test('ACC-8: what is left is counted in days begun, and in hours on the last day', () => {
  expect(timeLeft(due, asked + 1)).toEqual({ count: 14, unit: 'day' });
  expect(timeLeft(due, hours(24))).toEqual({ count: 13, unit: 'day' });
  expect(timeLeft(due, hours(12 * 24 + 1))).toEqual({ count: 2, unit: 'day' });
  expect(timeLeft(due, hours(13 * 24))).toEqual({ count: 24, unit: 'hour' });
  expect(timeLeft(due, hours(14 * 24) - 1)).toEqual({ count: 1, unit: 'hour' });
  expect(timeLeft(due, hours(15 * 24))).toEqual({ count: 1, unit: 'hour' });
});

test('ACC-8: the trail stands on the first day at first, moves once a day, and never past the last', () => {
  expect(daysPassed(due, asked + 1)).toBe(0);
  expect(daysPassed(due, hours(24))).toBe(1);
  expect(daysPassed(due, hours(14 * 24 - 1))).toBe(13);
  expect(daysPassed(due, hours(20 * 24))).toBe(14);
});
