import { expect, test } from 'vitest';
import { problemsOfDefinition, problemsOfFiles, reasonToStayDraft } from './check-exercise-definition.ts';
import { draftReason } from './draft-reason.ts';
import { completeDefinition } from './exercise-definition.ts';
import type { ExerciseDefinitionInput } from './exercise-definition.ts';

const main = (content = 'print(1)') => [{ name: 'main.py', content }];
const sound: ExerciseDefinitionInput = {
  slug: 'one',
  title: 'One',
  statement_md: 'Print 1.',
  kind: 'program',
  difficulty: 1,
  languages: ['python'],
  solution: { python: main() },
  tests: [{ name: 'a', hidden: false, input: { stdin: '' }, expected: { stdout: '1\n' }, compare: 'exact' }],
};
const problems = (change: Partial<ExerciseDefinitionInput>) =>
  problemsOfDefinition(completeDefinition({ ...sound, ...change }));
const test1 = sound.tests[0]!;

test('CUR-7: a sound exercise has no problems and can be checked', () => {
  expect(problems({})).toEqual({});
  expect(reasonToStayDraft(completeDefinition(sound))).toBeNull();
});

test.each<[string, Partial<ExerciseDefinitionInput>, string]>([
  ['a language named twice', { languages: ['python', 'python'] }, 'languages'],
  [
    'files in a language it does not have',
    { starter: { cpp: [{ name: 'main.cpp', content: '' }] } },
    'starter.cpp',
  ],
  ['a late policy without a due date', { late_policy: { kind: 'refuse' } }, 'late_policy'],
  [
    'a penalty without an amount',
    { due_at: '2026-01-01T00:00:00Z', late_policy: { kind: 'penalty' } },
    'late_policy',
  ],
  ['two tests of one name', { tests: [test1, test1] }, 'tests.1'],
  ['a program test that expects a value', { tests: [{ ...test1, expected: { value: 1 } }] }, 'tests.0'],
  [
    'a call without its arguments',
    { tests: [{ ...test1, input: { call: 'f' }, expected: { value: 1 } }] },
    'tests.0',
  ],
  [
    'an input that is two things',
    { tests: [{ ...test1, input: { stdin: '', call: 'f', args: [] } }] },
    'tests.0',
  ],
  ['steps without a class', { tests: [{ ...test1, input: { stdin: '', steps: [] } }] }, 'tests.0'],
  ['a checker that is missing', { tests: [{ ...test1, compare: 'checker' }] }, 'tests.0'],
  [
    'a checker nobody asks',
    { tests: [{ ...test1, checker: { language: 'python', files: main() } }] },
    'tests.0',
  ],
  [
    'programs and calls in one exercise',
    { tests: [test1, { ...test1, name: 'b', input: { call: 'f', args: [] }, expected: { value: 1 } }] },
    'tests',
  ],
  ['weights that are all nothing', { tests: [{ ...test1, weight: 0 }] }, 'tests'],
])('CUR-7: %s is told by field', (_what, change, field) => {
  expect(Object.keys(problems(change))).toEqual([field]);
});

test.each([
  ['/etc/passwd'],
  ['../main.py'],
  ['a/../../b.py'],
  ['./main.py'],
  ['a//b.py'],
  ['main.py\0'],
  ['main\n.py'],
  ['a\\b.py'],
  ['~/x'],
])('the file name %j is refused', (name) => {
  expect(problemsOfFiles([{ name, content: '' }])).toHaveLength(1);
});

test('file names in folders are fine; the same twice, or a NUL inside, is not', () => {
  expect(
    problemsOfFiles([
      { name: 'lib/my-module_2.py', content: '' },
      { name: 'main.py', content: '' },
    ]),
  ).toEqual([]);
  expect(
    problemsOfFiles([
      { name: 'main.py', content: '' },
      { name: 'main.py', content: '' },
    ]),
  ).toHaveLength(1);
  expect(problemsOfFiles([{ name: 'main.py', content: 'a\0b' }])).toHaveLength(1);
});

test('an exercise that cannot be checked yet says why', () => {
  const reason = (change: Partial<ExerciseDefinitionInput>) =>
    reasonToStayDraft(completeDefinition({ ...sound, ...change }));
  expect(reason({ solution: {} })).toEqual(draftReason('no_solution', { language: 'Python' }));
  expect(reason({ kind: 'web_page' })).toEqual(draftReason('kind_not_graded', { kind: 'web_page' }));
  expect(reason({ languages: ['java'], solution: { java: main() } })).toEqual(
    draftReason('language_not_graded', { language: 'Java' }),
  );
  expect(reason({ tests: [{ ...test1, expected: null }] })).toEqual(
    draftReason('nothing_expected', { test: 'a' }),
  );
});
