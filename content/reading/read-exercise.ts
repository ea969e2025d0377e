import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { problemsOfDefinition } from '#domain/exercises/check-exercise-definition.ts';
import { sentenceOf } from '#domain/field-faults.ts';
import { completeDefinition, ExerciseDefinitionInput } from '#domain/exercises/exercise-definition.ts';
import type {
  Checker,
  ExerciseDefinition,
  FilesByLanguage,
  SourceFile,
} from '#domain/exercises/exercise-definition.ts';
import { ExerciseFile } from './file-shapes.ts';
import type { TestInFile } from './file-shapes.ts';
import { ContentError, readYaml } from './read-yaml.ts';

/**
 * Reads one exercise: `exercise.yaml`, `statement.md`, `starter/LANGUAGE/`, `solution/LANGUAGE/` and, where a checker judges, `checker/`.
 * @param folder its last part is the exercise's slug
 * @throws ContentError naming the file and what is wrong
 */
export async function readExercise(folder: string): Promise<ExerciseDefinition> {
  const file = path.join(folder, 'exercise.yaml');
  const { tests, compare, checker: checkerLanguage, ...content } = await readYaml(file, ExerciseFile);
  const checker = checkerLanguage
    ? { language: checkerLanguage, files: await readFiles(path.join(folder, 'checker')) }
    : null;
  const input = {
    ...content,
    slug: path.basename(folder),
    statement_md: await readFile(path.join(folder, 'statement.md'), 'utf8'),
    starter: await readLanguages(path.join(folder, 'starter'), content.languages),
    solution: await readLanguages(path.join(folder, 'solution'), content.languages),
    tests: tests.map((test) => testOf(test, compare, checker)),
  };
  const errors = Value.Errors(ExerciseDefinitionInput, input).map(
    (error) => `${error.instancePath} ${error.message}`,
  );
  if (errors.length > 0) throw new ContentError(file, errors);
  const definition = completeDefinition(input);
  const problems = Object.entries(problemsOfDefinition(definition)).flatMap(([field, reasons]) =>
    reasons.map((reason) => `${field}: ${sentenceOf(reason)}`),
  );
  if (problems.length > 0) throw new ContentError(file, problems);
  return definition;
}

function testOf(
  test: Static<typeof TestInFile>,
  usualComparison: string | undefined,
  checker: Checker | null,
) {
  const isCall = test.call !== undefined;
  const compare = test.compare ?? usualComparison ?? (isCall ? 'exact' : 'trimmed');
  const steps = test.steps?.map(({ method, args }) => ({ method, args: args ?? [] }));
  const expected = isCall
    ? 'value' in test && { value: test.value }
    : test.stdout !== undefined && { stdout: test.stdout };
  return {
    name: test.name,
    hidden: test.hidden ?? false,
    weight: test.weight ?? 1,
    group: test.group ?? null,
    input: isCall
      ? { call: test.call!, args: test.args ?? [], ...(steps && { steps }) }
      : { stdin: test.stdin ?? '' },
    expected: expected || null,
    compare,
    checker: compare === 'checker' ? checker : null,
  };
}

async function readLanguages(folder: string, languages: readonly string[]): Promise<FilesByLanguage> {
  const found = await Promise.all(
    languages.map(async (language) => [language, await readFiles(path.join(folder, language))] as const),
  );
  return Object.fromEntries(found.filter(([, files]) => files.length > 0));
}

/** The files of a folder, `main.*` first, which is what a run begins with; none when there is no such folder. */
async function readFiles(folder: string): Promise<SourceFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort(
      (one, other) =>
        Number(other.startsWith('main.')) - Number(one.startsWith('main.')) || (one < other ? -1 : 1),
    );
  return Promise.all(
    names.map(async (name) => ({ name, content: await readFile(path.join(folder, name), 'utf8') })),
  );
}
