import { expect, test } from 'vitest';
import { relativeTime } from './time.ts';

const now = Date.parse('2026-11-21T09:00:00Z');
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const reader = { language: 'en', timeZone: 'UTC' };
const said = (away: number) =>
  relativeTime(new Date(now + away).toISOString(), reader, (left) => `in ${left}`, now);

test.for([
  [1 * hour + 50 * minute, 'in 1 hr 50 mins'],
  [4 * day + 23 * hour, 'in 4 days 23 hrs'],
  [2 * hour, 'in 2 hours'],
  [3 * day, 'in 3 days'],
  [59 * minute, 'in 59 minutes'],
  [59 * minute + 40_000, 'in 1 hour'],
  [23 * hour + 59 * minute + 50_000, 'in 1 day'],
  [20 * day, 'in 3 weeks'],
] as const)('D31: a deadline %d ms ahead is told exactly: %s', ([away, words]) => {
  expect(said(away)).toBe(words);
});

test.for([
  [-30_000, 'this minute'],
  [30_000, 'this minute'],
  [-(1 * hour + 50 * minute), '2 hours ago'],
  [-(59 * minute + 40_000), '1 hour ago'],
  [-(23 * hour + 40 * minute), '1 day ago'],
  [-(6 * day + 20 * hour), '1 week ago'],
  [-29 * day, '1 month ago'],
  [-360 * day, '1 year ago'],
] as const)('D31: what is %d ms behind is rounded, never cut off: %s', ([away, words]) => {
  expect(said(away)).toBe(words);
});

test('D31: an unreadable time is shown as it is', () => {
  expect(relativeTime('soon', reader, String, now)).toBe('soon');
});
