import { expect, test } from 'vitest';
import { timesInWords } from './times-in-words.ts';

test('OPS-1: “waiting for X since T, next try at T2” is told in the reader’s own time', () => {
  const reader = { language: 'en', timeZone: 'Europe/Berlin' };
  const now = Date.parse('2026-11-21T09:00:00Z');
  expect(
    timesInWords(
      'waiting for Docker since 2026-11-21T08:58:00.000Z, next try at 2026-11-21T09:01:30.000Z',
      reader,
      now,
    ),
  ).toBe('waiting for Docker since 09:58:00, next try at 10:01:30');
  expect(timesInWords('waiting since 2026-11-19T08:58:00Z', reader, now)).toContain('19 November');
  expect(timesInWords('no time at all', reader, now)).toBe('no time at all');
});
