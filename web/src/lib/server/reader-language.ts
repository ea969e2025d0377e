import type { Cookies, RequestEvent } from '@sveltejs/kit';
import Negotiator from 'negotiator';
import { readAddress } from '#lib/texts/address.ts';
import { languageOf, siteLanguages } from '#lib/texts/languages.ts';
import { configuration } from './configuration.ts';

const cookie = 'waymark_language';

// Whoever names no language, as most programs that read the web do, gets the first.
const englishFirst = ['en', ...siteLanguages.filter((language) => language !== 'en')];

/**
 * The language of who asks: their account's; else what the address says, what they had when they were last signed in, or the first of their browser's that
 * the site is written in.
 */
export const readerLanguage = (event: RequestEvent): string => {
  const { viewer } = event.locals;
  if (viewer) return languageOf(viewer.language);
  const named = readAddress(event.url.pathname).language ?? event.cookies.get(cookie);
  if (named && siteLanguages.includes(named)) return named;
  const accepted = event.request.headers.get('accept-language') ?? undefined;
  const [first] = new Negotiator({ headers: { 'accept-language': accepted } }).languages(englishFirst);
  return languageOf(first);
};

/** Whoever signs out goes on in their language, on this device. */
export const keepLanguage = (cookies: Cookies, language: string): void => {
  if (cookies.get(cookie) === language) return;
  cookies.set(cookie, language, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: configuration.secureCookies,
    maxAge: 365 * 24 * 3600,
  });
};
