import type { ExerciseAuthoring } from './exercise-authoring.ts';
import type { SourceFile } from '#lib/api/types.ts';
import { writeValue } from '#lib/test-value.ts';

/** What a test gives the program: text on standard input, a call of a function or class, or a file of the language's own tests. */
export type TestStyle = 'stdin' | 'call' | 'file';

/** One row of the grid, as typed. */
export type TestDraft = {
  /** Keeps a row's place in the page while rows move. */
  key: string;
  name: string;
  hidden: boolean;
  weight: string;
  group: string;
  /** Standard input, or the file's name. */
  input: string;
  call: string;
  /** A JSON array. */
  args: string;
  /** A JSON array of { method, args }; empty for a plain function. */
  steps: string;
  /** Text, or a JSON value for calls; empty while it is not known. */
  expected: string;
  compare: string;
};

/** An exercise as its form holds it: everything is what was typed, so that nothing is lost when it cannot be used yet. */
export type ExerciseDraft = {
  title: string;
  slug: string;
  statement: string;
  kind: string;
  difficulty: string;
  languages: string[];
  cpuMs: string;
  wallMs: string;
  memoryMb: string;
  outputKb: string;
  maxAttempts: string;
  /** A local time in the author's zone, as a datetime-local field holds it. */
  dueAt: string;
  latePolicy: string;
  percentPerDay: string;
  atMostPercent: string;
  /** Hints apart by an empty line. */
  hints: string;
  starter: Record<string, SourceFile[]>;
  solution: Record<string, SourceFile[]>;
  testStyle: TestStyle;
  tests: TestDraft[];
  checkerLanguage: string;
  checker: SourceFile[];
};

export const emptyTest = (number: number): TestDraft => ({
  key: crypto.randomUUID(),
  name: `Test ${number}`,
  hidden: false,
  weight: '1',
  group: '',
  input: '',
  call: '',
  args: '',
  steps: '',
  expected: '',
  compare: 'trimmed',
});

/** What a new exercise starts from: one language, one visible and one hidden test, the platform's usual limits. */
export const newDraft = (): ExerciseDraft => ({
  title: '',
  slug: '',
  statement: '',
  kind: 'program',
  difficulty: '1',
  languages: ['python'],
  cpuMs: '2000',
  wallMs: '6000',
  memoryMb: '128',
  outputKb: '64',
  maxAttempts: '',
  dueAt: '',
  latePolicy: '',
  percentPerDay: '10',
  atMostPercent: '50',
  hints: '',
  starter: { python: [{ name: 'main.py', content: '' }] },
  solution: { python: [{ name: 'main.py', content: '' }] },
  testStyle: 'stdin',
  tests: [emptyTest(1), { ...emptyTest(2), hidden: true }],
  checkerLanguage: 'python',
  checker: [{ name: 'main.py', content: '' }],
});

const styleOf = (tests: ExerciseAuthoring['tests']): TestStyle => {
  const input = tests[0]?.input;
  if (input?.call !== undefined) return 'call';
  return input?.file === undefined ? 'stdin' : 'file';
};

/** What a test expects as its field shows it. Empty text would read as "not known yet"; a line break is the same to every comparison but the exact one. */
export const expectedTextOf = (expected: ExerciseAuthoring['tests'][number]['expected']): string => {
  if (expected === null) return '';
  return expected.stdout === undefined ? writeValue(expected.value ?? null) : expected.stdout || '\n';
};

const testDraftOf = (test: ExerciseAuthoring['tests'][number]): TestDraft => ({
  key: crypto.randomUUID(),
  name: test.name,
  hidden: test.hidden,
  weight: String(test.weight),
  group: test.group ?? '',
  input: test.input.stdin ?? test.input.file ?? '',
  call: test.input.call ?? '',
  args: test.input.args ? writeValue(test.input.args) : '',
  steps: test.input.steps ? writeValue(test.input.steps) : '',
  expected: expectedTextOf(test.expected),
  compare: test.compare,
});

/** How many different checkers judge an exercise's tests; the form holds one. */
export const checkerCount = (tests: ExerciseAuthoring['tests']): number =>
  new Set(tests.flatMap(({ checker }) => (checker ? [JSON.stringify(checker)] : []))).size;

/** A saved exercise as its form shows it. `dueAt` is already written in the author's zone. */
export const draftOf = (exercise: ExerciseAuthoring, dueAt: string): ExerciseDraft => {
  const checker = exercise.tests.find((test) => test.checker)?.checker;
  return {
    ...newDraft(),
    title: exercise.title,
    slug: exercise.slug,
    statement: exercise.statement_md,
    kind: exercise.kind,
    difficulty: String(exercise.difficulty),
    languages: [...exercise.languages],
    cpuMs: String(exercise.limits.cpu_ms),
    wallMs: String(exercise.limits.wall_ms),
    memoryMb: String(exercise.limits.memory_kb / 1024),
    outputKb: String(exercise.limits.output_kb),
    maxAttempts: exercise.max_attempts === null ? '' : String(exercise.max_attempts),
    dueAt,
    latePolicy: exercise.late_policy?.kind ?? '',
    percentPerDay: String(exercise.late_policy?.percent_per_day ?? 10),
    atMostPercent: String(exercise.late_policy?.at_most_percent ?? 50),
    hints: exercise.hints.join('\n\n'),
    starter: exercise.starter,
    solution: exercise.solution,
    testStyle: styleOf(exercise.tests),
    tests: exercise.tests.map(testDraftOf),
    ...(checker ? { checkerLanguage: checker.language, checker: checker.files } : {}),
  };
};
