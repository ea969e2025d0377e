import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeLanguages } from '#dev/commands/describe-languages.ts';
import { languages as sandboxLanguages } from '#sandbox/languages/index.ts';
import { readException } from './exception.ts';
import { gradableLanguages, languageNames, languages } from './index.ts';
import type { LanguageDefinition } from './language.ts';
import { warmPools } from './warm-pools.ts';

const root = path.resolve(import.meta.dirname, '../..');
const has = (file: string) => existsSync(path.join(root, file));
const demoExercises = readdirSync(path.join(root, 'content/demo/exercises'), {
  recursive: true,
  encoding: 'utf8',
}).filter((file) => file.includes('solution'));

/** What a language's definition promises and the rest of the house does not keep, in sentences. */
function missing(name: string, { mainFile, modes, grading }: LanguageDefinition): string[] {
  const ending = mainFile.split('.').at(-1)!;
  const said = [
    ...(has(`domain/languages/${name}.ts`)
      ? []
      : [`domain/languages/${name}.ts is not there: a language has one name in every folder.`]),
    ...(Object.values(modes)[0]?.endings.includes(ending)
      ? []
      : [`Its first mode does not take files that end in .${ending}, as ${mainFile} does.`]),
    ...Object.values(modes)
      .filter(({ editor }) => !has(`node_modules/${editor.package}`))
      .map(({ editor }) => `The package ${editor.package} is not installed.`),
    ...Object.values(modes)
      .filter(({ grammar }) => !has(`node_modules/shiki/dist/langs/${grammar}.mjs`))
      .map(({ grammar }) => `Shiki has no grammar “${grammar}”.`),
  ];
  const inSandbox = Object.hasOwn(sandboxLanguages, name);
  if (!grading)
    return inSandbox ? [...said, 'The sandbox runs it, so its definition must say how it is graded.'] : said;
  return [
    ...said,
    ...(inSandbox ? [] : [`sandbox/languages/index.ts does not list it.`]),
    ...[`sandbox/languages/${name}/index.ts`, `sandbox/images/${name}/Dockerfile`]
      .filter((file) => !has(file))
      .map((file) => `${file} is not there.`),
    ...(inSandbox && sandboxLanguages[name]?.name !== name
      ? [`sandbox/languages/${name}/index.ts gives it another name.`]
      : []),
    ...(grading.warnings.length > 0 ? [] : ['It warns of nothing that cannot work here.']),
    ...(demoExercises.some((file) => file.endsWith(`.${ending}`))
      ? []
      : [`No exercise of content/demo is solved in it.`]),
  ];
}

test.each(Object.entries<LanguageDefinition>(languages))(
  'the language %s is whole: sandbox, image, editor, highlighting, warnings, an exercise',
  (name, definition) => {
    expect(missing(name, definition)).toEqual([]);
  },
);

test('no folder of the sandbox runs a language that has no definition', () => {
  expect(Object.keys(sandboxLanguages).filter((name) => !Object.hasOwn(languages, name))).toEqual([]);
});

test('two languages never claim the same ending or word at a fence', () => {
  const claims = Object.values<LanguageDefinition>(languages).flatMap(({ modes }) =>
    Object.entries(modes).flatMap(([name, { endings, fences = [] }]) => [
      ...new Set([name, ...endings, ...fences]),
    ]),
  );
  expect(claims.filter((claim, index) => claims.indexOf(claim) !== index)).toEqual([]);
});

test('the site has the list of languages that domain/languages gives (npm run codegen)', async () => {
  const file = path.join(root, 'web/src/lib/languages/generated.ts');
  expect(readFileSync(file, 'utf8')).toBe(await describeLanguages(file));
});

test('what is kept warm grows with the slots of the worker, for the first course’s language', () => {
  expect(warmPools(3)).toContainEqual({ language: 'python', memoryMb: 128, warm: 4 });
  expect(warmPools(3)).toContainEqual({ language: 'javascript', memoryMb: 128, warm: 1 });
});

test('an unknown language, or one that nothing runs, has no exception and no pool', () => {
  expect(readException('constructor', 'TypeError: no', ['main.js'])).toBeNull();
  expect(readException('java', 'TypeError: no', ['Main.java'])).toBeNull();
  expect(warmPools(1).every(({ language }) => gradableLanguages.some((name) => name === language))).toBe(
    true,
  );
  expect(languageNames).toContain('java');
});
