import type { ExerciseDefinition, ExerciseTest, SourceFile, TestInput } from './exercise-definition.ts';
import { problemsOfValue } from './exact-number.ts';
import { gradableKinds } from './gradable-kinds.ts';
import { gradableLanguages, languageTitle } from '../languages/index.ts';

type Problems = Record<string, string[]>;

/**
 * What makes a definition unusable: contradictions a schema cannot see.
 * @returns reasons by field (`tests.2`, `starter.python`); empty when it may be saved
 */
export function problemsOfDefinition(definition: ExerciseDefinition): Problems {
  const problems: Problems = {};
  const add = (field: string, reason: string) => (problems[field] ??= []).push(reason);

  if (new Set(definition.languages).size !== definition.languages.length)
    add('languages', 'Name each language only once.');
  for (const part of ['starter', 'solution'] as const) {
    for (const [language, files] of Object.entries(definition[part])) {
      const field = `${part}.${language}`;
      if (!definition.languages.some((known) => known === language))
        add(field, `${language} is not among the exercise’s languages.`);
      for (const reason of problemsOfFiles(files)) add(field, reason);
    }
  }
  if (definition.late_policy?.kind === 'penalty' && definition.late_policy.percent_per_day === undefined)
    add('late_policy', 'A penalty needs percent_per_day.');
  if (definition.late_policy && !definition.due_at) add('late_policy', 'A late policy needs due_at.');

  const names = new Set<string>();
  definition.tests.forEach((test, index) => {
    const field = `tests.${index}`;
    if (names.has(test.name))
      add(field, `Another test is also called “${test.name}”. Give each its own name.`);
    names.add(test.name);
    for (const reason of problemsOfTest(test)) add(field, reason);
  });
  const kinds = new Set(definition.tests.map(({ input }) => (input.call === undefined ? 'program' : 'call')));
  if (kinds.size > 1)
    add('tests', 'Use calls in all tests or in none: a submission runs either as a program or by calls.');
  if (definition.tests.every((test) => test.weight === 0))
    add('tests', 'At least one test needs a weight above 0.');
  return problems;
}

/**
 * Why a valid definition cannot be checked against its own solution yet, and so stays a draft.
 * @returns one sentence, or null when the check can start
 */
export function reasonToStayDraft(definition: ExerciseDefinition): string | null {
  if (!gradableKinds.includes(definition.kind))
    return `Exercises of the kind ${definition.kind} cannot be graded on this platform yet.`;
  const unknown = definition.languages.find((language) => !gradableLanguages.includes(language));
  if (unknown) return `${languageTitle(unknown)} cannot be graded on this platform yet.`;
  const unsolved = definition.languages.find((language) => !definition.solution[language]?.length);
  if (unsolved) return `There is no solution in ${languageTitle(unsolved)}.`;
  const open = definition.tests.find((test) => test.expected === null && test.compare !== 'checker');
  if (open) return `The test “${open.name}” does not say what it expects.`;
  return null;
}

/** Reasons against a set of source files: names must be safe, relative and unique. */
export function problemsOfFiles(files: readonly SourceFile[]): string[] {
  const problems: string[] = [];
  for (const { name, content } of files) {
    const parts = name.split('/');
    if (!/^[\w.+ -]+(\/[\w.+ -]+)*$/.test(name) || parts.some((part) => part === '.' || part === '..'))
      problems.push(
        `“${name.replaceAll('\0', '␀')}” cannot be a file name. Use letters, digits, dots, dashes and underscores, and / between folders.`,
      );
    if (content.includes('\0')) problems.push(`“${name}” contains a NUL byte. Remove it.`);
  }
  if (new Set(files.map(({ name }) => name)).size !== files.length)
    problems.push('Two files have the same name.');
  return problems;
}

/** Reasons against what a test gives: it must be one thing, and whole. */
export function problemsOfInput(input: TestInput): string[] {
  const problems: string[] = [];
  const shapes = [input.stdin, input.call, input.file].filter((part) => part !== undefined).length;
  if (shapes !== 1) problems.push('Give exactly one of stdin, call and file as the input.');
  if (input.call !== undefined && !input.args) problems.push('A call needs args.');
  if (input.steps && input.call === undefined) problems.push('Steps need a call: the class to construct.');
  const values = [...(input.args ?? []), ...(input.steps ?? []).flatMap(({ args }) => args)];
  problems.push(...problemsOfValue(values));
  if (input.stdin?.includes('\0')) problems.push('The input contains a NUL byte. Remove it.');
  return problems;
}

function problemsOfTest({ input, expected, compare, checker }: ExerciseTest): string[] {
  const problems = problemsOfInput(input);
  if (expected) {
    const wanted = input.call === undefined ? 'stdout' : 'value';
    const given = Object.keys(expected);
    if (given.length !== 1 || given[0] !== wanted)
      problems.push(`Expected needs ${wanted} and nothing else.`);
    problems.push(...problemsOfValue(expected.value));
  }
  if (compare === 'checker' && !checker) problems.push('The comparison “checker” needs a checker.');
  if (compare !== 'checker' && checker) problems.push('Remove the checker, or compare by “checker”.');
  if (checker) problems.push(...problemsOfFiles(checker.files));
  return problems;
}
