import { loaders } from 'virtual:texts';
import type { Texts } from './generated.ts';

type Area = keyof Texts & string;

const loaded = new Map<string, Partial<Texts>>();

/**
 * Fetches areas of a language's texts; what a page was given before is not fetched again.
 * @param language one that we have texts for
 * @returns the language's texts, the same object each time: what other areas hold joins it as pages need them
 */
export const loadTexts = async (language: string, areas: readonly Area[]): Promise<Texts> => {
  const texts = loaded.get(language) ?? {};
  loaded.set(language, texts);
  const missing = areas.filter((area) => !(area in texts));
  await Promise.all(
    missing.map(async (area) => Object.assign(texts, { [area]: await loaders[language]?.[area]?.() })),
  );
  return texts as Texts;
};
