import type { Cookies } from '@sveltejs/kit';
import { ownPath } from '#lib/access.ts';
import { configuration } from './configuration.ts';

const name = 'waymark_destination';
const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: configuration.secureCookies } as const;
/** As long as the mailed link is good. */
const keptSeconds = 86_400;

/** Keeps where somebody wanted to go when they had to make an account first, over the mail and its own tab. */
export const keepDestination = (cookies: Cookies, path: string): void =>
  cookies.set(name, path, { ...options, maxAge: keptSeconds });

/** Where that was; null when nothing is kept, or no page of ours. */
export const readDestination = (cookies: Cookies): string | null => ownPath(cookies.get(name) ?? null);

export const forgetDestination = (cookies: Cookies): void => cookies.delete(name, options);
