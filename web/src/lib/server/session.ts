import type { Cookies } from '@sveltejs/kit';
import { refreshToken } from '#lib/api/generated/index.ts';
import { answer, createApiClient, type Origin } from './api-client.ts';
import { ApiFailure } from './api-failure.ts';
import { configuration } from './configuration.ts';

const accessCookie = 'waymark_access';
const refreshCookie = 'waymark_refresh';

export type Tokens = { access: string; refresh: string };

/** Seconds until the token's `exp`, from its claims; 0 when it cannot be read. Only the API verifies it. */
const secondsLeft = (token: string): number => {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      exp?: number;
    };
    return Math.max(0, Math.floor((claims.exp ?? 0) - Date.now() / 1000));
  } catch {
    return 0;
  }
};

const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: configuration.secureCookies } as const;

/** Keeps the pair in cookies that scripts cannot read; each lives as long as its token. */
export const keepTokens = (cookies: Cookies, tokens: Tokens): void => {
  cookies.set(accessCookie, tokens.access, { ...options, maxAge: secondsLeft(tokens.access) });
  cookies.set(refreshCookie, tokens.refresh, {
    ...options,
    maxAge: secondsLeft(tokens.refresh) || 7 * 24 * 3600,
  });
};

/** Puts a token of another kind, such as a parent's view of their child, before the own one; the refresh token stays, and takes over when it ends. */
export const keepAccess = (cookies: Cookies, access: string): void => {
  cookies.set(accessCookie, access, { ...options, maxAge: secondsLeft(access) });
};

/** Lets go of the access token only: the next request gets a new one for the refresh token's owner. */
export const dropAccess = (cookies: Cookies): void => {
  cookies.delete(accessCookie, options);
};

/** Whether the browser sent a session, still good or not. */
export const hasSession = (cookies: Cookies): boolean =>
  cookies.get(accessCookie) !== undefined || cookies.get(refreshCookie) !== undefined;

export const forgetTokens = (cookies: Cookies): void => {
  cookies.delete(accessCookie, options);
  cookies.delete(refreshCookie, options);
};

/** Refreshes under way or just done, by the old refresh token: two tabs that come at once share one call and its answer. */
const refreshes = new Map<string, Promise<Tokens | null>>();

const refreshOnce = (refresh: string, origin: Origin): Promise<Tokens | null> => {
  const underWay = refreshes.get(refresh);
  if (underWay) return underWay;
  const started = answer(
    refreshToken({ client: createApiClient({ accessToken: null, ...origin }), body: { refresh } }),
  ).catch((failure: unknown) => {
    if (failure instanceof ApiFailure && failure.status < 500 && failure.status !== 429) return null;
    throw failure;
  });
  refreshes.set(refresh, started);
  const forget = () => refreshes.delete(refresh);
  // Requests that left the browser with the old cookie keep arriving for a moment.
  started.then(() => setTimeout(forget, 10_000).unref(), forget);
  return started;
};

/**
 * The access token of this request, refreshed when it is about to end; null when nobody is signed in.
 * Throws ApiFailure when the API cannot be reached: the session is then kept.
 */
export const accessTokenOf = async (
  cookies: Cookies,
  origin: Origin,
  force = false,
): Promise<string | null> => {
  const access = cookies.get(accessCookie);
  if (!force && access && secondsLeft(access) > 10) return access;
  const refresh = cookies.get(refreshCookie);
  if (!refresh) return null;
  const tokens = await refreshOnce(refresh, origin);
  if (tokens === null) {
    forgetTokens(cookies);
    return null;
  }
  keepTokens(cookies, tokens);
  return tokens.access;
};
