import { loaders } from 'virtual:texts';
import { languageOf } from '#lib/texts/languages.ts';
import type { Texts } from '#lib/texts/index.ts';

const languages = new Map(
  await Promise.all(
    Object.entries(loaders).map(async ([language, areas]) => {
      const entries = Object.entries(areas).map(async ([area, load]) => [area, await load()] as const);
      return [language, Object.fromEntries(await Promise.all(entries)) as Texts] as const;
    }),
  ),
);

/** The texts of a language, for loads and actions; English where we have none of it. */
export const textsOf = (language: string | null | undefined): Texts =>
  languages.get(languageOf(language)) ?? languages.get('en')!;
