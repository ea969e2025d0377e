import { loaders } from 'virtual:texts';

const rightToLeft = new Set(['ar', 'fa', 'he', 'ur']);

/** The languages that the site is written in. */
export const siteLanguages = Object.keys(loaders);

/** The best language we have texts for; a page must not claim a language it is not written in. */
export const languageOf = (wanted: string | null | undefined): string => {
  const base = (wanted ?? 'en').toLowerCase().split('-')[0] ?? 'en';
  return base in loaders ? base : 'en';
};

export const directionOf = (language: string): 'ltr' | 'rtl' => (rightToLeft.has(language) ? 'rtl' : 'ltr');
