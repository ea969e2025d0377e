import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse, type Token } from '@messageformat/parser';
import { expect, test } from 'vitest';
import { organisationTextLanguages } from '#lib/organisation-texts.ts';
import {
  argumentsOf,
  catalogueAreas,
  catalogueLanguages,
  compileArea,
  readMessages,
  type Messages,
} from './message-catalogue.ts';

const source = path.join(import.meta.dirname, 'src');
const areas = catalogueAreas('en');

/** Each message of an area by its whole name, `grading.breaking.kill`. */
function messagesOf(language: string, area: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (messages: Messages, name: string): void => {
    for (const [key, value] of Object.entries(messages)) {
      if (typeof value === 'string') found.set(`${name}.${key}`, value);
      else walk(value, `${name}.${key}`);
    }
  };
  walk(readMessages(language, area), area);
  return found;
}

const all = (language: string) => new Map(areas.flatMap((area) => [...messagesOf(language, area)]));

/** The plurals of a message, each with the cases it has words for. */
function pluralsOf(tokens: Token[]): string[][] {
  return tokens.flatMap((token) =>
    'cases' in token
      ? [
          ...(token.type === 'select' ? [] : [token.cases.map(({ key }) => key)]),
          ...token.cases.flatMap((each) => pluralsOf(each.tokens)),
        ]
      : [],
  );
}

const languages = catalogueLanguages();

test('an organisation may write its texts in each language of the site', () => {
  expect(languages).toEqual([...organisationTextLanguages]);
});

test.for(languages)(
  'every message is there in %s, with the arguments of the English one, and no other',
  (language) => {
    const [english, own] = [all('en'), all(language)];
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    const other = [...own].filter(([name, message]) => {
      const [given, wanted] = [argumentsOf(message), argumentsOf(english.get(name)!)];
      return (
        [...given].some(([argument, type]) => wanted.get(argument) !== type && type === 'number') ||
        [...given.keys()].some((argument) => !wanted.has(argument)) ||
        [...wanted.keys()].some((argument) => !given.has(argument) && argument !== 'whose')
      );
    });
    expect(other.map(([name]) => name)).toEqual([]);
  },
);

test.for(languages)('every plural in %s has the forms that the language counts with', (language) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const lacking = [...all(language)].flatMap(([name, message]) =>
    pluralsOf(parse(message)).flatMap((cases) =>
      forms
        .filter((form) => !cases.includes(form) && !(form === 'one' && cases.includes('=1')))
        .map((form) => `${name} lacks “${form}”`),
    ),
  );
  expect(lacking).toEqual([]);
});

test.for(languages)('no text in %s is a piece of a sentence that is joined elsewhere', (language) => {
  const pieces = [...all(language)].filter(([, message]) => /^\s|\s$| {2}/.test(message) || message === '');
  expect(pieces).toEqual([]);
});

test.for(languages)('the texts of %s are compiled', (language) => {
  for (const area of areas) expect(compileArea(language, area)).toContain('export default');
});

const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:svelte|ts)$/.test(file) && !/generated|\.test\.ts$/.test(file))
  .map((file) => [file, readFileSync(path.join(source, file), 'utf8')] as const);
const whole = code.map(([, text]) => text).join('\n');

test('every text is used', () => {
  const named = (key: string) => new RegExp(`[.?]${key}\\b|\\['${key}'\\]|[{,] ?${key}[ ,:}]`).test(whole);
  // Codes of the API are looked up in the object that holds their words.
  const lookedUp = (key: string) => new RegExp(`\\.${key}\\b(?:\\)|,|\\[|;|\\s*as\\b)`).test(whole);
  const unused = [...all('en').keys()].filter((name) => {
    const parts = name.split('.');
    return !named(parts.at(-1)!) && !parts.slice(1, -1).some(lookedUp);
  });
  expect(unused).toEqual([]);
});

test('whoever speaks calls the texts “t” or “texts”, so that a page is given what it says', () => {
  const others = code.flatMap(([file, text]) =>
    [...text.matchAll(/(?:const|let) (\w+) = (?:useTexts|textsOf)\(/g)]
      .filter(([, name]) => name !== 't' && name !== 'texts')
      .map(([, name]) => `${file}: ${name!}`),
  );
  expect(others).toEqual([]);
});

test.for(
  Object.entries({ en: 'within ten minutes', de: 'innerhalb von zehn Minuten', ar: 'خلال عشر دقائق' }),
)(
  'who comments is promised no mail that does not come: only what was not read in time is mailed (%s)',
  ([language, inTime]) => {
    const texts = all(language);
    for (const name of ['notificationPreferences.lead', 'trainer.submission.commentHelp'])
      expect(texts.get(name), name).toContain(inTime);
  },
);
