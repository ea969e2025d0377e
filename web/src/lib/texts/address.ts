import { siteLanguages } from './languages.ts';

/** Taken apart, an address of the site: what visitors read says its language first, as in `/de/courses`. */
export type Address = { language: string | null; path: string };

export const readAddress = (pathname: string): Address => {
  const [, first = '', ...rest] = pathname.split('/');
  return siteLanguages.includes(first)
    ? { language: first, path: `/${rest.join('/').replace(/^[/\\]+/, '')}` }
    : { language: null, path: pathname };
};

/** The address of a path of this site in a language; a path on another site, or with a language, stays as it is. */
export const addressIn = (language: string | null, path: string): string => {
  if (language === null || !path.startsWith('/') || readAddress(path).language !== null) return path;
  return path === '/' ? `/${language}` : `/${language}${path}`;
};

/** Whether an address is one at all: `%ZZ` stands for no sign. The framework answers others with 400, and catches nothing that is thrown meanwhile. */
export const canBeRead = (pathname: string): boolean => {
  try {
    // Its result is used: the bundler drops a call that only throws.
    return decodeURI(pathname).startsWith('/');
  } catch {
    return false;
  }
};
