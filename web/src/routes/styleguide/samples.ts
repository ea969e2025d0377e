import type { Achievements, TestResult } from '#lib/api/types.ts';
import { verdicts } from '#lib/verdicts.ts';
import type { TimelineEntry } from '#lib/components/ProcessTimeline.svelte';
import type { TrailStop } from '#lib/components/trail.ts';

const test = (name: string, verdict: TestResult['verdict'], rest: Partial<TestResult> = {}): TestResult => ({
  name,
  verdict,
  cpu_ms: 4,
  wall_ms: 6,
  memory_kb: 12_400,
  message: null,
  diff: null,
  output: null,
  output_cut: false,
  ...rest,
});

/** What the style guide shows in the components. */
export const samples = {
  verdicts,
  stops: [
    {
      id: 'one',
      label: 'Your first program',
      state: 'done',
      href: '#one',
      detail: '20 minutes · 2 exercises',
    },
    { id: 'two', label: 'Numbers and text', state: 'here', href: '#two', detail: '25 minutes · 2 exercises' },
    { id: 'three', label: 'Decisions', state: 'ahead', detail: '25 minutes' },
  ] satisfies TrailStop[],
  timeline: [
    { id: 'a', title: 'Received', state: 'done', at: '2026-11-21T09:00:00Z' },
    {
      id: 'b',
      title: 'Container failed to start',
      state: 'warn',
      at: '2026-11-21T09:00:02Z',
      detail: 'Waiting for Docker to come back',
      nextTry: '2026-11-21T09:00:32Z',
    },
    { id: 'c', title: 'Verdict', state: 'ahead' },
  ] satisfies TimelineEntry[],
  achievements: {
    earned: (['solved_1', 'first_try_5', 'comeback_1', 'languages_2', 'streak_7', 'courses_1'] as const).map(
      (id) => ({
        id,
        earned_at: '2026-11-21T09:00:00Z',
      }),
    ),
    next: [
      { id: 'solved_10', count: 7, of: 10 },
      { id: 'courses_3', count: 1, of: 3 },
      { id: 'streak_30', count: 0, of: 30 },
      { id: 'comeback_1', count: 0, of: 1 },
    ],
  } satisfies Achievements,
  options: [
    { value: 'python', label: 'Python' },
    { value: 'cpp', label: 'C++' },
  ],
  tests: [
    test('three items', 'accepted'),
    test('one item', 'wrong_answer', {
      message: 'First difference in line 1.',
      diff: {
        expected: 'You need 1 item: coffee.',
        actual: 'You need 1 items: coffee.',
        first_difference: { line: 1, column: 16 },
      },
    }),
    test('nothing', 'runtime_error', {
      message: 'IndexError in main.py, line 3',
      output:
        'Traceback (most recent call last):\n  File "main.py", line 3\nIndexError: list index out of range',
    }),
    test('many items', 'time_limit', { hidden: true, cpu_ms: null, memory_kb: null }),
    test('one long word', 'skipped', { hidden: true, cpu_ms: null, memory_kb: null }),
  ],
  people: [
    { name: 'Mina Okafor', role: 'Student', solved: 14 },
    { name: 'Jonas Weber', role: 'Trainer', solved: 0 },
  ],
  menu: [
    { label: 'Run again', onselect: () => undefined },
    { label: 'Cancel', onselect: () => undefined, danger: true },
  ],
  tabs: [
    { id: 'statement', label: 'Statement' },
    { id: 'results', label: 'Results' },
  ],
  files: [{ name: 'main.py', content: 'numbers = [3, 1, 2]\nprint(total(numbers))\n' }],
  marks: [
    {
      file: 'main.py',
      line: 2,
      column: 7,
      severity: 'error' as const,
      message: "name 'total' is not defined",
    },
  ],
};
