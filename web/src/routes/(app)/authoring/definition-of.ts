import { parseValue } from '#lib/test-value.ts';
import type { Texts } from '#lib/texts/index.ts';
import type { ExerciseBody } from './exercise-authoring.ts';
import type { ExerciseDraft, TestDraft, TestStyle } from './exercise-draft.ts';
import { isoTimeOf } from './zoned-time.ts';

type Errors = Record<string, string[]>;
type BodyTest = ExerciseBody['tests'][number];

/** A web address's part out of a title: "Sum of two" becomes "sum-of-two". */
export const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 100);

const hasContent = (files: { content: string }[] | undefined): boolean =>
  files?.some(({ content }) => content.trim() !== '') ?? false;

const written = (files: ExerciseDraft['starter']) =>
  Object.fromEntries(Object.entries(files).filter(([, list]) => hasContent(list)));

/**
 * What a form's draft asks to save. What cannot even be read (a number, a JSON value, a date) is told by field, in the API's own field names;
 * everything else is the API's to judge.
 */
export const definitionOf = (
  draft: ExerciseDraft,
  { timeZone, texts }: { timeZone: string; texts: Texts },
): { body: ExerciseBody; errors: Errors } => {
  const errors: Errors = {};
  const refuse = (field: string, reason: string) => {
    (errors[field] ??= []).push(reason);
  };
  const { problems } = texts.authoring;

  const numberOf = (field: string, text: string): number => {
    const value = Number(text.replace(',', '.'));
    if (text.trim() === '' || Number.isNaN(value)) refuse(field, problems.number);
    return value;
  };
  const jsonOf = (field: string, text: string): unknown => {
    try {
      return parseValue(text);
    } catch {
      refuse(field, problems.json);
      return null;
    }
  };
  const listOf = <Item>(field: string, text: string): Item[] => {
    const value = text.trim() === '' ? [] : jsonOf(field, text);
    if (Array.isArray(value)) return value as Item[];
    if (errors[field] === undefined) refuse(field, problems.list);
    return [];
  };

  const inputOf = (test: TestDraft, style: TestStyle, field: string): BodyTest['input'] => {
    if (style === 'file') return { file: test.input };
    if (style === 'stdin') return { stdin: test.input };
    const steps =
      test.steps.trim() === ''
        ? null
        : listOf<{ method: string; args: unknown[] }>(`${field}.steps`, test.steps);
    return { call: test.call.trim(), args: listOf(`${field}.args`, test.args), ...(steps ? { steps } : {}) };
  };
  const expectedOf = (test: TestDraft, style: TestStyle, field: string): BodyTest['expected'] => {
    if (test.expected === '') return null;
    return style === 'call'
      ? { value: jsonOf(`${field}.expected`, test.expected) }
      : { stdout: test.expected };
  };

  const tests = draft.tests.map((test, index): BodyTest => {
    const field = `tests.${index}`;
    return {
      name: test.name.trim(),
      hidden: test.hidden,
      weight: numberOf(`${field}.weight`, test.weight),
      group: test.group.trim() || null,
      input: inputOf(test, draft.testStyle, field),
      expected: draft.testStyle === 'file' ? null : expectedOf(test, draft.testStyle, field),
      compare: test.compare,
      checker:
        test.compare === 'checker'
          ? { language: draft.checkerLanguage as ExerciseBody['languages'][number], files: draft.checker }
          : null,
    };
  });

  const dueAt = draft.dueAt === '' ? null : isoTimeOf(draft.dueAt, timeZone);
  if (draft.dueAt !== '' && dueAt === null) refuse('due_at', problems.date);
  if (draft.title === '') refuse('title', texts.account.required);
  if (draft.statement.trim() === '') refuse('statement_md', texts.account.required);
  if (draft.slug !== '' && !/^[a-z0-9][a-z0-9-]{0,99}$/.test(draft.slug)) refuse('slug', problems.slug);
  if (draft.languages.length === 0) refuse('languages', problems.languages);

  const body: ExerciseBody = {
    slug: draft.slug || slugOf(draft.title),
    title: draft.title,
    statement_md: draft.statement,
    kind: draft.kind as ExerciseBody['kind'],
    difficulty: Number(draft.difficulty),
    languages: draft.languages as ExerciseBody['languages'],
    limits: {
      cpu_ms: numberOf('limits.cpu_ms', draft.cpuMs),
      wall_ms: numberOf('limits.wall_ms', draft.wallMs),
      memory_kb: Math.round(numberOf('limits.memory_kb', draft.memoryMb) * 1024),
      output_kb: numberOf('limits.output_kb', draft.outputKb),
    },
    max_attempts: draft.maxAttempts === '' ? null : numberOf('max_attempts', draft.maxAttempts),
    due_at: dueAt,
    late_policy: latePolicyOf(draft, numberOf),
    starter: written(draft.starter),
    solution: written(draft.solution),
    hints: draft.hints
      .split(/\n\s*\n/)
      .map((hint) => hint.trim())
      .filter((hint) => hint !== ''),
    tests,
  };
  return { body, errors };
};

function latePolicyOf(
  draft: ExerciseDraft,
  numberOf: (field: string, text: string) => number,
): ExerciseBody['late_policy'] {
  if (draft.latePolicy === 'refuse') return { kind: 'refuse' };
  if (draft.latePolicy !== 'penalty') return null;
  return {
    kind: 'penalty',
    percent_per_day: numberOf('late_policy.percent_per_day', draft.percentPerDay),
    at_most_percent: numberOf('late_policy.at_most_percent', draft.atMostPercent),
  };
}
