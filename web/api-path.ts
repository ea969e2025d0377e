/**
 * Where a request to the site goes on the API: only what is below /api once the path is written out, so that neither `..` nor its encoded
 * spellings lead to what the API keeps for its own machine.
 * @param url a request's target: path and query, as it was sent
 * @returns the path and query to ask the API for; undefined when it is for the site
 */
export function apiPathOf(url: string): string | undefined {
  // An absolute form, or `//host`, would make another host of it.
  if (!url.startsWith('/') || url.startsWith('//')) return undefined;
  const base = 'http://api.invalid';
  if (!URL.canParse(url, base)) return undefined;
  const { origin, pathname, search } = new URL(url, base);
  if (origin !== base || !isBelowApi(pathname)) return undefined;
  // What a server behind could take for a step up: encoded slashes, backslashes and dots.
  if (/%2f|%5c|%2e|%00/i.test(pathname)) return undefined;
  return pathname + search;
}

const isBelowApi = (path: string): boolean => path === '/api' || path.startsWith('/api/');
