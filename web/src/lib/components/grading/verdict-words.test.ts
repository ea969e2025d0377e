import { expect, test } from 'vitest';
import { en } from '#lib/texts/english.ts';
import type { Submission } from '#lib/api/types.ts';
import { verdictWords } from './verdict-words.ts';

const testOf = (verdict: Submission['tests'][number]['verdict'], message: string | null = null) =>
  ({
    name: 'a',
    hidden: false,
    weight: 1,
    group: null,
    verdict,
    cpu_ms: 1,
    wall_ms: 1,
    memory_kb: 1,
    message,
    diff: null,
    output: null,
    output_cut: false,
  }) satisfies Submission['tests'][number];

const submission = (changes: Partial<Submission>): Submission => ({
  id: '0',
  exercise: { id: '0', slug: 'sum', title: 'Sum' },
  student: { id: '0', name: 'Ada', picture_url: null },
  language: 'python',
  attempt: 1,
  status: 'queued',
  verdict: null,
  score: null,
  max_score: null,
  late_seconds: 0,
  due_at: null,
  review: null,
  submitted_at: '2026-11-21T08:00:00Z',
  graded_at: null,
  purpose: 'attempt',
  files: [],
  warnings: [],
  tests: [],
  tests_total: 10,
  tests_done: 0,
  compile_output: null,
  message: null,
  overridden_by: null,
  reviewed_by: null,
  queue_position: null,
  waiting_for: null,
  our_fault: false,
  grading: {
    id: '0',
    reason: 'first',
    status: 'queued',
    requested_at: '2026-11-21T08:00:00Z',
    started_at: null,
  },
  revision: 1,
  ...changes,
});

test('GRD-4: a failed submission is told as a way still to go, with the first thing to look at', () => {
  const tests = [
    testOf('accepted'),
    testOf('wrong_answer', 'First difference in line 2'),
    testOf('wrong_answer'),
  ];
  expect(verdictWords(submission({ status: 'graded', verdict: 'wrong_answer', tests }), en)).toEqual({
    headline: 'Not yet: 1 of 3 tests pass',
    detail: 'First difference in line 2',
  });
});

test('GRD-7: while it waits, its place in the queue or what it waits for is told', () => {
  expect(verdictWords(submission({ queue_position: 3 }), en).headline).toBe('Place 3 in the queue');
  expect(verdictWords(submission({ waiting_for: 'language_image' }), en).detail).toBe(
    'Waiting for: the language to be ready.',
  );
});

test('GRD-6: our fault is told as ours, and says that no attempt is used', () => {
  expect(verdictWords(submission({ status: 'running', our_fault: true }), en).detail).toContain(
    'No attempt was used',
  );
});

test('D45: of what does not compile the first complaint is told under the heading, with its place', () => {
  const failed = { status: 'graded', verdict: 'compile_error' } as const;
  const files = [{ name: 'main.cpp', content: '' }];
  const detailOf = (output: string) =>
    verdictWords(submission({ ...failed, files, compile_output: output }), en).detail;
  expect(detailOf("main.cpp: In function 'int main()':\nmain.cpp:4:3: error: 'x' was not declared\n")).toBe(
    "main.cpp, line 4: 'x' was not declared",
  );
  expect(detailOf("\nthe test's call: error: 'add' was not declared\n")).toBe(
    "the test's call: error: 'add' was not declared",
  );
});
