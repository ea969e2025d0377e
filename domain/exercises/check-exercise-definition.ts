import type { ExerciseDefinition, ExerciseTest, SourceFile, TestInput } from './exercise-definition.ts';
import { fieldFault, type FieldFault } from '../field-faults.ts';
import { problemsOfValue } from './exact-number.ts';
import { draftReason, type DraftReason } from './draft-reason.ts';
import { gradableKinds } from './gradable-kinds.ts';
import { gradableLanguages, languageTitle } from '../languages/index.ts';

type Problems = Record<string, FieldFault[]>;

/**
 * What makes a definition unusable: contradictions a schema cannot see.
 * @returns reasons by field (`tests.2`, `starter.python`); empty when it may be saved
 */
export function problemsOfDefinition(definition: ExerciseDefinition): Problems {
  const problems: Problems = {};
  const add = (field: string, reason: FieldFault) => (problems[field] ??= []).push(reason);

  if (new Set(definition.languages).size !== definition.languages.length)
    add('languages', fieldFault('language_twice'));
  for (const part of ['starter', 'solution'] as const) {
    for (const [language, files] of Object.entries(definition[part])) {
      const field = `${part}.${language}`;
      if (!definition.languages.some((known) => known === language))
        add(field, fieldFault('language_not_listed', { language }));
      for (const reason of problemsOfFiles(files)) add(field, reason);
    }
  }
  if (definition.late_policy?.kind === 'penalty' && definition.late_policy.percent_per_day === undefined)
    add('late_policy', fieldFault('penalty_without_amount'));
  if (definition.late_policy && !definition.due_at) add('late_policy', fieldFault('late_policy_without_due'));

  const names = new Set<string>();
  definition.tests.forEach((test, index) => {
    const field = `tests.${index}`;
    if (names.has(test.name)) add(field, fieldFault('test_name_taken', { name: test.name }));
    names.add(test.name);
    for (const reason of problemsOfTest(test)) add(field, reason);
  });
  const kinds = new Set(definition.tests.map(({ input }) => (input.call === undefined ? 'program' : 'call')));
  if (kinds.size > 1) add('tests', fieldFault('calls_or_programs'));
  if (definition.tests.every((test) => test.weight === 0)) add('tests', fieldFault('no_weight'));
  return problems;
}

/**
 * Why a valid definition cannot be checked against its own solution yet, and so stays a draft.
 * @returns null when the check can start
 */
export function reasonToStayDraft(definition: ExerciseDefinition): DraftReason | null {
  if (!gradableKinds.includes(definition.kind))
    return draftReason('kind_not_graded', { kind: definition.kind });
  const unknown = definition.languages.find((language) => !gradableLanguages.includes(language));
  if (unknown) return draftReason('language_not_graded', { language: languageTitle(unknown) });
  const unsolved = definition.languages.find((language) => !definition.solution[language]?.length);
  if (unsolved) return draftReason('no_solution', { language: languageTitle(unsolved) });
  const open = definition.tests.find((test) => test.expected === null && test.compare !== 'checker');
  if (open) return draftReason('nothing_expected', { test: open.name });
  return null;
}

/** Reasons against a set of source files: names must be safe, relative and unique. */
export function problemsOfFiles(files: readonly SourceFile[]): FieldFault[] {
  const problems: FieldFault[] = [];
  for (const { name, content } of files) {
    const parts = name.split('/');
    if (!/^[\w.+ -]+(\/[\w.+ -]+)*$/.test(name) || parts.some((part) => part === '.' || part === '..'))
      problems.push(fieldFault('file_name', { name: name.replaceAll('\0', '␀') }));
    if (content.includes('\0')) problems.push(fieldFault('file_nul', { name }));
  }
  if (new Set(files.map(({ name }) => name)).size !== files.length) problems.push(fieldFault('file_twice'));
  return problems;
}

/** Reasons against what a test gives: it must be one thing, and whole. */
export function problemsOfInput(input: TestInput): FieldFault[] {
  const problems: FieldFault[] = [];
  const shapes = [input.stdin, input.call, input.file].filter((part) => part !== undefined).length;
  if (shapes !== 1) problems.push(fieldFault('one_input'));
  if (input.call !== undefined && !input.args) problems.push(fieldFault('args_needed'));
  if (input.steps && input.call === undefined) problems.push(fieldFault('steps_need_call'));
  const values = [...(input.args ?? []), ...(input.steps ?? []).flatMap(({ args }) => args)];
  problems.push(...problemsOfValue(values));
  if (input.stdin?.includes('\0')) problems.push(fieldFault('input_nul'));
  return problems;
}

function problemsOfTest({ input, expected, compare, checker }: ExerciseTest): FieldFault[] {
  const problems = problemsOfInput(input);
  if (expected) {
    const wanted = input.call === undefined ? 'stdout' : 'value';
    const given = Object.keys(expected);
    if (given.length !== 1 || given[0] !== wanted)
      problems.push(fieldFault('expected_form', { part: wanted }));
    problems.push(...problemsOfValue(expected.value));
  }
  if (compare === 'checker' && !checker) problems.push(fieldFault('checker_needed'));
  if (compare !== 'checker' && checker) problems.push(fieldFault('checker_unasked'));
  if (checker) problems.push(...problemsOfFiles(checker.files));
  return problems;
}
