import { languageTitles } from './generated.ts';

/** What people call a programming language; one that we do not know yet by its code. */
export const titleOfLanguage = (language: string): string =>
  Object.hasOwn(languageTitles, language)
    ? languageTitles[language as keyof typeof languageTitles]
    : language;
