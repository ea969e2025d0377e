import { expect, test } from 'vitest';
import { localMoment } from './local-time.ts';

test('a moment is found by what clocks show in its time zone, across the change of the clocks', () => {
  const now = new Date('2026-03-30T08:00:00Z');
  expect(localMoment(now, 0, 16 * 60 + 30, 'Europe/Berlin').toISOString()).toBe('2026-03-30T14:30:00.000Z');
  expect(localMoment(now, 3, 16 * 60 + 30, 'Europe/Berlin').toISOString()).toBe('2026-03-27T15:30:00.000Z');
  expect(localMoment(now, 1, 9 * 60, 'Asia/Tokyo').toISOString()).toBe('2026-03-29T00:00:00.000Z');
});
