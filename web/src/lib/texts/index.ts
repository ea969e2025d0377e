import { getContext, setContext } from 'svelte';
import { en } from './en/index.ts';

/** Every text of the site. A translation is a folder beside `en` with the same keys, listed here. */
export type Texts = typeof en;

const translations: Record<string, Texts> = { en };
const rightToLeft = new Set(['ar', 'fa', 'he', 'ur']);

/** The best language we have texts for; a page must not claim a language it is not written in. */
export const languageOf = (wanted: string | null | undefined): string => {
  const base = (wanted ?? 'en').toLowerCase().split('-')[0] ?? 'en';
  return base in translations ? base : 'en';
};

export const directionOf = (language: string): 'ltr' | 'rtl' => (rightToLeft.has(language) ? 'rtl' : 'ltr');

/** The texts of a language, for loads and actions. */
export const textsOf = (language: string | null | undefined): Texts =>
  translations[languageOf(language)] ?? en;

const key = Symbol('texts');

/** Called once by the root layout; components read with useTexts(). */
export const provideTexts = (language: string | undefined): Texts => setContext(key, textsOf(language));

/** The texts of this page's language, inside components. */
export const useTexts = (): Texts => getContext<Texts | undefined>(key) ?? en;
