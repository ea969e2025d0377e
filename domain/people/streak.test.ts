import { expect, test } from 'vitest';
import { calendarDay, dayBefore, daysUpTo, streakOf, usableTimeZone } from './streak.ts';

test('a streak counts days in a row, also when today has not begun yet', () => {
  const days = ['2026-02-27', '2026-02-28', '2026-03-01'];
  expect(streakOf(days, '2026-03-01')).toEqual({ days: 3, includesToday: true });
  expect(streakOf(days, '2026-03-02')).toEqual({ days: 3, includesToday: false });
  expect(streakOf(days, '2026-03-03')).toEqual({ days: 0, includesToday: false });
  expect(streakOf(['2026-03-01', '2026-02-27'], '2026-03-01')).toEqual({ days: 1, includesToday: true });
  expect(streakOf([], '2026-03-01')).toEqual({ days: 0, includesToday: false });
});

test('a day is the day in the person’s time zone, across the change of the clocks too', () => {
  const moment = new Date('2026-03-28T23:30:00Z');
  expect(calendarDay(moment, 'UTC')).toBe('2026-03-28');
  expect(calendarDay(moment, 'Europe/Berlin')).toBe('2026-03-29');
  expect(calendarDay(moment, 'America/Los_Angeles')).toBe('2026-03-28');
  expect(dayBefore('2026-03-01')).toBe('2026-02-28');
  expect(daysUpTo('2026-03-30', 3)).toEqual(['2026-03-28', '2026-03-29', '2026-03-30']);
});

test('an unknown time zone is UTC', () => {
  expect(usableTimeZone('Europe/Berlin')).toBe('Europe/Berlin');
  expect(usableTimeZone('Middle/Earth')).toBe('UTC');
});
