import type { Achievements, TestResult } from '#lib/api/types.ts';
import { verdicts } from '#lib/verdicts.ts';
import type { TimelineEntry } from '#lib/components/processes/ProcessTimeline.svelte';
import type { BulkAct } from '#lib/components/ui/BulkActs.svelte';
import type { BulkAnswer } from '#lib/components/ui/BulkOutcome.svelte';
import type { Step } from '#lib/components/trail/Steps.svelte';
import type { TrailStop } from '#lib/components/trail/trail.ts';

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
    { name: 'Maria Magdalena von und zu Hohenstaufen-Wittelsbach', role: 'Student', solved: 9 },
  ],
  upload: { accept: 'image/png, image/jpeg', maxBytes: 5_000_000, tooLarge: 'It has more than 5 MB.' },
  roles: [
    { value: 'student', label: 'I learn' },
    { value: 'parent', label: 'My child learns' },
  ],
  longOptions: [
    { value: 'short', label: 'Week by week', help: 'A mail each Monday.' },
    {
      value: 'long',
      label: 'As soon as anything happens, whatever it is and whoever it is about',
      help: 'At most one mail in ten minutes.',
    },
    { value: 'none', label: 'Not at all', disabled: true },
  ],
  acts: [
    {
      name: 'reactivate',
      label: 'Reactivate',
      title: (count: number) => `Reactivate ${count}?`,
      help: 'They can sign in again.',
      reason: 'optional',
    },
    {
      name: 'deactivate',
      label: 'Deactivate',
      title: (count: number) => `Deactivate ${count}?`,
      help: 'They are signed out everywhere.',
      reason: 'required',
      danger: true,
    },
  ] satisfies BulkAct[],
  outcome: {
    done: '2 accounts are deactivated.',
    failed: [
      {
        value: 'Ada Admin',
        href: '#table',
        label: 'Ada Admin',
        why: 'only a superadmin may change superadmins',
      },
    ],
  } satisfies BulkAnswer,
  distribution: {
    title: 'Distribution of results',
    summary: '42 best results, of 12 students in 8 exercises: 17 with full marks.',
    heads: { label: 'Share of the points', value: 'Results' },
    bars: [2, 0, 1, 3, 2, 4, 3, 2, 5, 3, 17].map((value, tenth) => ({
      label: tenth === 10 ? '100 %' : `${tenth * 10} to ${tenth * 10 + 9} %`,
      shortLabel: String(tenth * 10),
      value,
      written: String(value),
    })),
    empty: 'Nothing has been graded yet.',
  },
  hard: {
    title: 'Solved by how many of those who tried',
    summary: '3 exercises were tried; the hardest are drawn.',
    heads: { label: 'Exercise', value: 'Solved by' },
    bars: [
      {
        label: 'A title that is a good deal longer than the room beside its bar',
        value: 1,
        written: '0 % (0 of 4)',
      },
      { label: 'Sum two numbers', value: 40, written: '40 % (4 of 10)' },
      { label: 'Hello', value: 100, written: '100 % (12 of 12)' },
    ],
    empty: 'No exercise has been tried yet.',
  },
  steps: [
    { id: 'course', label: 'Course', state: 'done', href: '#course' },
    { id: 'person', label: 'Who learns', state: 'done' },
    { id: 'pay', label: 'Payment', state: 'here' },
    { id: 'begin', label: 'Begin', state: 'ahead' },
  ] satisfies Step[],
  output: 'You need 3 items: coffee, milk, bread.\nThat is 7.50 in all.',
  compilerOutput:
    "main.cpp:3:14: error: expected ';' before 'return'\n    3 |   int sum = 1\n      |              ^",
  longOutput: Array.from({ length: 30 }, (_, line) => `line ${line + 1}`).join('\n'),
  arabic: {
    title: 'من اليمين إلى اليسار',
    legend: 'أنا هنا لأن',
    options: [
      { value: 'student', label: 'أتعلّم البرمجة' },
      { value: 'parent', label: 'طفلي يتعلّم' },
    ],
    languages: 'اللغات',
    refused: 'يُرجى اختيار لغة واحدة على الأقل.',
    onThisPage: 'في هذه الصفحة',
    due: 'موعد التسليم',
    chart: {
      title: 'نسبة من حلّوه ممن حاولوا',
      summary: 'حوول تمرينان.',
      heads: { label: 'التمرين', value: 'حلّه' },
      bars: [
        { label: 'مجموع عددين', value: 40, written: '\u206840%\u2069' },
        { label: 'مرحبًا', value: 90, written: '\u206890%\u2069' },
      ],
      empty: 'لم يحاول أحد أي تمرين بعد.',
    },
    steps: [
      { id: 'course', label: 'الدورة', state: 'done' },
      { id: 'pay', label: 'الدفع', state: 'here' },
      { id: 'begin', label: 'البداية', state: 'ahead' },
    ] satisfies Step[],
  },
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
