import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse, type Token } from '@messageformat/parser';
import type { Plugin } from 'vite';
import { compileModule, MessageFormat } from './messageformat.ts';
import { wholeWords } from './src/lib/texts/whole-words.ts';
import { areasOfRoutes } from './text-areas.ts';

/*
 * The site's texts are ICU messages in JSON, a folder a language and a file an area: what translators' tools read. They are compiled when the site is
 * built, so that a browser gets functions of its own language and no parser.
 */

export type Messages = { [key: string]: string | Messages };

const folder = path.join(import.meta.dirname, 'messages');

export const catalogueLanguages = (): string[] => readdirSync(folder).sort();

/** The areas of a language, by the name that pages use: `personal-data.json` is `personalData`. */
export const catalogueAreas = (language: string): string[] =>
  readdirSync(path.join(folder, language))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -5).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()))
    .sort();

const fileOf = (language: string, area: string): string =>
  path.join(folder, language, `${area.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.json`);

/** @returns the messages of an area as they are written */
export const readMessages = (language: string, area: string): Messages =>
  JSON.parse(readFileSync(fileOf(language, area), 'utf8')) as Messages;

/**
 * @returns a module that exports the area's texts: a string, or a function of an object where a message has arguments
 * @throws Error for a message that is no ICU message, or has a plural that the language does not
 */
export function compileArea(language: string, area: string): string {
  const functions = compileModule(new MessageFormat(language), inWholeWords(readMessages(language, area)));
  // A message without arguments is told as what it is: it needs no call.
  return functions.replaceAll(/: \(\) => ("(?:[^"\\]|\\.)*")/g, ': $1');
}

const inWholeWords = (messages: Messages): Messages =>
  Object.fromEntries(
    Object.entries(messages).map(([key, message]) => [
      key,
      typeof message === 'string' ? wholeWords(message) : inWholeWords(message),
    ]),
  );

/** @returns all texts of a language, for programs that have no bundler, such as tests */
export function compileLanguage(language: string): Record<string, unknown> {
  const format = new MessageFormat(language);
  const compiled = (messages: Messages): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(messages).map(([key, message]) => {
        if (typeof message !== 'string') return [key, compiled(message)];
        const say = format.compile(message);
        return [key, argumentsOf(message).size === 0 ? say() : say];
      }),
    );
  return Object.fromEntries(
    catalogueAreas(language).map((area) => [area, compiled(inWholeWords(readMessages(language, area)))]),
  );
}

/** The arguments of a message: what a caller has to give, each with its TypeScript type. */
export function argumentsOf(message: string): Map<string, 'string' | 'number'> {
  const found = new Map<string, 'string' | 'number'>();
  const visit = (tokens: Token[]): void => {
    for (const token of tokens) {
      if (token.type === 'content' || token.type === 'octothorpe') continue;
      const counted =
        token.type === 'plural' ||
        token.type === 'selectordinal' ||
        (token.type === 'function' && token.key === 'number');
      if (counted || !found.has(token.arg)) found.set(token.arg, counted ? 'number' : 'string');
      if ('cases' in token) for (const each of token.cases) visit(each.tokens);
    }
  };
  visit(parse(message));
  return found;
}

/** The texts' types, as the text of a module, from the language that all others follow. */
export function describeTexts(language = 'en'): string {
  const typeOf = (message: string | Messages): string => {
    if (typeof message !== 'string')
      return `{ ${Object.entries(message)
        .map(([key, value]) => `${JSON.stringify(key)}: ${typeOf(value)};`)
        .join('\n')} }`;
    const given = [...argumentsOf(message)].map(([name, type]) => `${name}: ${type}`);
    return given.length === 0 ? 'string' : `(values: { ${given.join('; ')} }) => string`;
  };
  const areas = catalogueAreas(language).map((area) => `${area}: ${typeOf(readMessages(language, area))};`);
  return `// Written by \`npm run codegen\` from web/messages/${language}/: change it there.

/** Every text of the site. */
export type Texts = { ${areas.join('\n')} };
`;
}

const index = 'virtual:texts';

/** Gives the site `virtual:texts`: for each language and area a function that fetches its compiled texts, and the areas that each route says. */
export function messageCatalogue(): Plugin {
  return {
    name: 'message-catalogue',
    resolveId: (id) => (id === index || id.startsWith(`${index}/`) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${index}`)) return undefined;
      const [, language, area] = id.slice(1).split('/');
      if (language === undefined || area === undefined) return describeLoaders();
      this.addWatchFile(fileOf(language, area));
      return compileArea(language, area);
    },
    hotUpdate({ file, server }) {
      if (!file.startsWith(folder)) return;
      this.environment.moduleGraph.invalidateAll();
      server.ws.send({ type: 'full-reload' });
    },
  };
}

function describeLoaders(): string {
  const languages = catalogueLanguages().map((language) => {
    const areas = catalogueAreas(language).map(
      (area) => `${area}: () => import('${index}/${language}/${area}').then((area) => area.default)`,
    );
    return `${JSON.stringify(language)}: { ${areas.join(',\n')} }`;
  });
  return `export const loaders = { ${languages.join(',\n')} };
export const areas = ${JSON.stringify(areasOfRoutes(catalogueAreas('en')))};`;
}
