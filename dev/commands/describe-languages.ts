import { format, resolveConfig } from 'prettier';
import { gradableKinds } from '#domain/exercises/gradable-kinds.ts';
import { gradableLanguages, languages } from '#domain/languages/index.ts';
import type { CodeMode } from '#domain/languages/language.ts';

/**
 * What the site knows of the languages, as the text of a module: the site may import nothing of domain/, so it is written out for it.
 * @param file where it will lie, for the formatter
 */
export async function describeLanguages(file: string): Promise<string> {
  const definitions = Object.entries(languages);
  const modes = definitions.flatMap(([, { modes: own }]) => Object.entries<CodeMode>(own));
  const object = (entries: (readonly [string, string])[]) =>
    `{${entries.map(([key, value]) => `${JSON.stringify(key)}: ${value},`).join('\n')}}`;
  const text = `// Written by \`npm run codegen\` from domain/languages/: change it there.
import type { LanguageSupport } from '@codemirror/language';
import type { LanguageInput } from 'shiki/core';

/** What people call each language. */
export const languageTitles = ${JSON.stringify(Object.fromEntries(definitions.map(([name, { title }]) => [name, title])))};

/** The languages that this platform grades; the API's contract names more, for later. */
export const gradedLanguages = ${JSON.stringify(gradableLanguages)} as const;

/** The kinds of exercise that this platform grades; the API's contract names more, for later. */
export const gradedKinds = ${JSON.stringify(gradableKinds)} as const;

/** The file that a language's program is written in, unless the author says otherwise. */
export const mainFiles: Record<string, string> = ${JSON.stringify(Object.fromEntries(definitions.map(([name, { mainFile }]) => [name, mainFile])))};

/** How code is written: its highlighting in the editor, fetched when it is first needed, and its indentation. */
export const editorModes: Record<string, { load: () => Promise<LanguageSupport>; indent: string }> = ${object(
    modes.map(([name, { editor, indent }]) => [
      name,
      `{ load: async () => (await import('${editor.package}')).${editor.create}(${editor.options ? JSON.stringify(editor.options) : ''}), indent: ${JSON.stringify(indent)} }`,
    ]),
  )};

/** The mode of a file, by its ending. */
export const modesByEnding: Record<string, string> = ${JSON.stringify(
    Object.fromEntries(modes.flatMap(([name, { endings }]) => endings.map((ending) => [ending, name]))),
  )};

/** Shiki's grammar of each word that authors write at a fence of code. */
export const grammarsByFence: Record<string, string> = ${JSON.stringify(
    Object.fromEntries(
      modes.flatMap(([name, { grammar, endings, fences = [] }]) =>
        [name, ...endings, ...fences].map((fence) => [fence, grammar]),
      ),
    ),
  )};

/** Those grammars. */
export const loadGrammars = (): LanguageInput[] => [
${[...new Set(modes.map(([, { grammar }]) => grammar))].map((grammar) => `import('shiki/langs/${grammar}.mjs'),`).join('\n')}
];
`;
  return format(text, { ...(await resolveConfig(file)), parser: 'typescript' });
}
