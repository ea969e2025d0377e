import type { Cookies } from '@sveltejs/kit';
import { configuration } from '#lib/server/configuration.ts';

const name = 'waymark_done';
const options = { httpOnly: true, sameSite: 'lax', secure: configuration.secureCookies } as const;
/** Long enough for the next page to be asked for; what was not said by then is no news. */
const keptSeconds = 60;

/**
 * Keeps for the page that is shown next which lesson was marked done: it is said once there, and not again when that page is reloaded.
 * @param path the page's
 */
export const keepDone = (cookies: Cookies, path: string, lesson: string): void =>
  cookies.set(name, lesson, { ...options, path, maxAge: keptSeconds });

/** The slug of the lesson that was marked done just now, for the page at `path`; after that it is forgotten. */
export function takeDone(cookies: Cookies, path: string): string | undefined {
  const lesson = cookies.get(name);
  if (lesson !== undefined) cookies.delete(name, { ...options, path });
  return lesson;
}
