import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type english from './messages/en.json';

/*
 * What mails say: ICU messages, a file a language, compiled once when the worker starts. English is the one that the others follow. They are apart from the
 * site's texts, which are compiled for browsers and of which a worker needs none.
 */

type Say = (values?: Record<string, string>) => string;
type Said<Messages> = { [Key in keyof Messages]: Messages[Key] extends string ? Say : Said<Messages[Key]> };
type Messages = { [key: string]: string | Messages };

export type MailTexts = Said<typeof english>;

// The package's types do not know, under Node's rules, that it is its own constructor.
const MessageFormat = createRequire(import.meta.url)('@messageformat/core') as new (language: string) => {
  compile(message: string): Say;
};

const folder = path.join(import.meta.dirname, 'messages');

/** The languages that mails are written in. */
export const mailLanguages: readonly string[] = readdirSync(folder)
  .map((file) => path.basename(file, '.json'))
  .sort();

/** @returns the messages of a language as they are written */
export const readMailMessages = (language: string): Messages =>
  JSON.parse(readFileSync(path.join(folder, `${language}.json`), 'utf8')) as Messages;

const texts = new Map(mailLanguages.map((language) => [language, compileTexts(language)]));

/** The language that a mail is written in for who wants `wanted` (BCP 47): that one where there are texts in it, else English. */
export function mailLanguageOf(wanted: string | undefined): string {
  const base = (wanted ?? 'en').toLowerCase().split('-')[0]!;
  return texts.has(base) ? base : 'en';
}

/** What mails say in one of `mailLanguages`. */
export const mailTexts = (language: string): MailTexts => texts.get(language)!;

function compileTexts(language: string): MailTexts {
  const format = new MessageFormat(language);
  const compiled = (messages: Messages): object =>
    Object.fromEntries(
      Object.entries(messages).map(([key, message]) => [
        key,
        typeof message === 'string' ? format.compile(message) : compiled(message),
      ]),
    );
  return compiled(readMailMessages(language)) as MailTexts;
}
