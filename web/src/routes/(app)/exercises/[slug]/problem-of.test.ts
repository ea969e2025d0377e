import { expect, test } from 'vitest';
import { en } from '#lib/texts/english.ts';
import { problemOf, type Refusal } from './problem-of.ts';

const reader = { language: 'en', timeZone: 'Europe/Berlin' };
const now = Date.parse('2026-11-21T13:00:00Z');
const wordsOf = (refusal: Refusal, online = true) => problemOf('submit', refusal, online, en, reader, now);

test('D15: a limit says when to try again, in the reader’s own time', () => {
  const limited = { status: 429, code: 'RATE_LIMITED', message: 'Too many.' };
  expect(wordsOf({ ...limited, retryAfterSeconds: 30 }).words).toContain('try again in 30 seconds');
  expect(wordsOf({ ...limited, retryAfterSeconds: 605 }).words).toContain('try again at 14:10:05');
});

test('D15: what is lost on the way is not called our fault, and can be sent again', () => {
  expect(wordsOf({ status: 500, message: 'Failed to fetch' })).toEqual({
    words: en.workbench.lost,
    again: 'submit',
  });
  expect(wordsOf({ status: 500, message: 'Failed to fetch' }, false).words).toMatch(/^You are offline/);
  expect(wordsOf({ status: 503, code: 'UNAVAILABLE', message: 'x' }).words).toBe(en.workbench.unavailable);
});

test('our own fault is said to be ours, with the number to tell', () => {
  expect(wordsOf({ status: 500, requestId: 'abc-123' }).words).toContain('abc-123');
});

test('what the API refused for a reason is told as it said, and sending it again is not offered', () => {
  const refusal = { status: 429, code: 'QUOTA_EXCEEDED', message: 'No attempts are left.' };
  expect(wordsOf(refusal)).toEqual({ words: 'No attempts are left.', again: null });
});
