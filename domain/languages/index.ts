import { cpp } from './cpp.ts';
import { html } from './html.ts';
import { java } from './java.ts';
import { javascript } from './javascript.ts';
import type { LanguageDefinition } from './language.ts';
import { python } from './python.ts';
import { typescript } from './typescript.ts';

/** The languages that exercises may be written in, in the order in which people see them and new machines prepare them. */
export const languages = { python, javascript, typescript, java, cpp, html } satisfies Record<
  string,
  LanguageDefinition
>;

export type LanguageName = keyof typeof languages;

export const languageNames = Object.keys(languages) as LanguageName[];

/** The languages that can be graded: those that have a folder in the sandbox. */
export const gradableLanguages: readonly LanguageName[] = languageNames.filter(
  (name) => languages[name].grading !== null,
);

/** The language of that name; undefined when there is none. */
export const findLanguage = (name: string): LanguageDefinition | undefined =>
  Object.hasOwn(languages, name) ? languages[name as LanguageName] : undefined;

/** What people call a language. */
export const languageTitle = (name: LanguageName): string => languages[name].title;
