import { expect, test } from 'vitest';
import { timeInWords } from './time-in-words.ts';

test('OPS-1: a time within a sentence is the reader’s own: the clock’s when it is near, else with its date', () => {
  const reader = { language: 'en', timeZone: 'Europe/Berlin' };
  const now = Date.parse('2026-11-21T09:00:00Z');
  expect(timeInWords('2026-11-21T08:58:00.000Z', reader, now)).toBe('09:58:00');
  expect(timeInWords('2026-11-19T08:58:00Z', reader, now)).toContain('19 November');
});
