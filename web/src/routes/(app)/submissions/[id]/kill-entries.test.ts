import { expect, test } from 'vitest';
import { en } from '#lib/texts/english.ts';
import type { Submission } from '#lib/api/types.ts';
import { killEntries } from './kill-entries.ts';

const kill = {
  killed: { pid: 41, at: '2026-11-21T08:00:10Z' },
  restarted: { pid: 42, at: '2026-11-21T08:00:10.300Z' },
};
const handedIn = (changes: Partial<Submission>) =>
  ({
    submitted_at: '2026-11-21T08:00:09Z',
    status: 'running',
    verdict: null,
    graded_at: null,
    tests: [],
    ...changes,
  }) as Submission;
const titles = (submission: Submission, last: Parameters<typeof killEntries>[1]) =>
  killEntries(submission, last, en).map(({ title, state }) => [title, state]);

test('GRD-6: a killed worker, its restart and the verdict that comes all the same are told in order', () => {
  expect(titles(handedIn({}), { ...kill, restarted: null })).toEqual([
    ['Worker killed (process 41)', 'bad'],
    ['The supervisor starts it again', 'here'],
    ['The process goes on', 'here'],
    ['Verdict', 'ahead'],
  ]);
  const graded = handedIn({ status: 'graded', verdict: 'wrong_answer', graded_at: '2026-11-21T08:00:24Z' });
  expect(titles(graded, kill).slice(1)).toEqual([
    ['Worker started again (process 42)', 'done'],
    ['The process went on', 'done'],
    ['Not yet', 'done'],
  ]);
});

test('a kill that came after the verdict says so, and one before the submission is not told', () => {
  const graded = handedIn({ status: 'graded', verdict: 'accepted', graded_at: '2026-11-21T08:00:09.500Z' });
  expect(titles(graded, kill).at(-1)).toEqual(['The verdict was there already', 'done']);
  expect(titles(handedIn({ submitted_at: '2026-11-21T08:00:11Z' }), kill)).toEqual([]);
  expect(titles(handedIn({}), null)).toEqual([]);
});
