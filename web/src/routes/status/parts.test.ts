import { expect, test } from 'vitest';
import { gradingParts, isWhole } from './parts.ts';

const works = 'works' as const;
const nothing = { state: works, since: null };
const python = { language: 'python', title: 'Python', state: works };
const status = {
  ...{ sign_in: works, mail: nothing, live: nothing },
  grading: { since: null, languages: [python] },
};

test('OPS-3: everything works only when each part does, and somebody could be asked', () => {
  expect(isWhole(status)).toBe(true);
  expect(isWhole(null)).toBe(false);
  expect(isWhole({ ...status, mail: { state: 'waits', since: null } })).toBe(false);
  expect(
    isWhole({ ...status, grading: { since: null, languages: [python, { ...python, state: 'waits' }] } }),
  ).toBe(false);
});

test('OPS-3: a language that works has no time since when it does not', () => {
  const since = '2026-11-28T04:00:00.000Z';
  const cpp = { language: 'cpp', title: 'C++', state: 'waits' as const };
  expect(gradingParts({ ...status, grading: { since, languages: [python, cpp] } })).toEqual([
    { ...python, since: null },
    { ...cpp, since },
  ]);
  expect(gradingParts(null)).toEqual([]);
});
