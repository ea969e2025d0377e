import { expect, test } from 'vitest';
import { isoTimeOf, localTimeOf } from './zoned-time.ts';

test('GRD-5: a deadline is typed in the author’s own time zone, summer and winter', () => {
  expect(isoTimeOf('2026-11-30T18:00', 'Europe/Berlin')).toBe('2026-11-30T17:00:00.000Z');
  expect(isoTimeOf('2026-07-30T18:00', 'Europe/Berlin')).toBe('2026-07-30T16:00:00.000Z');
  expect(isoTimeOf('2026-11-30T18:00', 'Asia/Kolkata')).toBe('2026-11-30T12:30:00.000Z');
  expect(localTimeOf('2026-11-30T17:00:00.000Z', 'Europe/Berlin')).toBe('2026-11-30T18:00');
});

test('GRD-5: a deadline on the day the clocks change is the time that was typed', () => {
  for (const local of ['2026-10-25T01:30', '2026-10-25T03:30', '2026-03-29T01:30', '2026-03-29T03:30']) {
    expect(localTimeOf(isoTimeOf(local, 'Europe/Berlin')!, 'Europe/Berlin')).toBe(local);
  }
});

test('what is no time is none', () => {
  expect(isoTimeOf('', 'UTC')).toBeNull();
  expect(isoTimeOf('2026-13-40T99:00', 'UTC')).toBeNull();
});
