import type { SourceFile } from '#lib/api/types.ts';
import { textOf } from '#lib/server/form.ts';
import { emptyTest, type ExerciseDraft, type TestDraft, type TestStyle } from './exercise-draft.ts';

/** Browsers send CRLF from text areas; code, inputs and outputs are written with LF. */
const linesOf = (form: FormData, name: string): string => textOf(form, name).replaceAll('\r\n', '\n');

const styles: readonly string[] = ['stdin', 'call', 'file'] satisfies TestStyle[];

const filesUnder = (form: FormData, prefix: string): SourceFile[] =>
  [...form.keys()]
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ name: name.slice(prefix.length), content: linesOf(form, name) }));

const filesByLanguage = (form: FormData, part: 'starter' | 'solution'): Record<string, SourceFile[]> =>
  Object.fromEntries(
    form
      .getAll('languages')
      .map((language) => [String(language), filesUnder(form, `${part}.${String(language)}:`)]),
  );

const testsOf = (form: FormData): TestDraft[] => {
  const numbers = [...form.keys()]
    .map((name) => /^tests\.(\d{1,3})\.name$/.exec(name)?.[1])
    .filter((number) => number !== undefined);
  return numbers.map((number) => {
    const field = (name: string) => linesOf(form, `tests.${number}.${name}`);
    return {
      ...emptyTest(0),
      name: field('name'),
      hidden: form.has(`tests.${number}.hidden`),
      weight: field('weight'),
      group: field('group'),
      input: field('input'),
      call: field('call'),
      args: field('args'),
      steps: field('steps'),
      expected: field('expected'),
      compare: field('compare'),
    };
  });
};

/** The exercise's form as it was sent, in the order of its rows. */
export const readDraft = (form: FormData): ExerciseDraft => {
  const style = textOf(form, 'test_style');
  return {
    title: textOf(form, 'title').trim(),
    slug: textOf(form, 'slug').trim(),
    statement: linesOf(form, 'statement_md'),
    kind: textOf(form, 'kind'),
    difficulty: textOf(form, 'difficulty'),
    languages: form.getAll('languages').map(String),
    cpuMs: textOf(form, 'limits.cpu_ms'),
    wallMs: textOf(form, 'limits.wall_ms'),
    memoryMb: textOf(form, 'limits.memory_kb'),
    outputKb: textOf(form, 'limits.output_kb'),
    maxAttempts: textOf(form, 'max_attempts'),
    dueAt: textOf(form, 'due_at'),
    latePolicy: textOf(form, 'late_policy'),
    percentPerDay: textOf(form, 'late_policy.percent_per_day'),
    atMostPercent: textOf(form, 'late_policy.at_most_percent'),
    hints: linesOf(form, 'hints'),
    starter: filesByLanguage(form, 'starter'),
    solution: filesByLanguage(form, 'solution'),
    testStyle: styles.includes(style) ? (style as TestStyle) : 'stdin',
    tests: testsOf(form),
    checkerLanguage: textOf(form, 'checker_language') || 'python',
    checker: filesUnder(form, 'checker:'),
  };
};
