import { randomUUID } from 'node:crypto';
import { redirect } from '@sveltejs/kit';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { needsSignIn } from '#lib/access.ts';
import { createApiClient } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { configuration } from '#lib/server/configuration.ts';
import { accessTokenOf, forgetTokens } from '#lib/server/session.ts';
import { loadViewer } from '#lib/server/viewer.ts';
import { directionOf, languageOf } from '#lib/texts/index.ts';

const requestIdOf = (request: Request): string => {
  const given = request.headers.get('x-request-id');
  return given && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
};

/** Who asks, and an API client that speaks for them. A token the API no longer takes is refreshed once, then forgotten. */
const identify = async (event: Parameters<Handle>[0]['event']): Promise<void> => {
  const origin = {
    address: event.getClientAddress(),
    requestId: event.locals.requestId,
    userAgent: event.request.headers.get('user-agent'),
  };
  event.locals.api = createApiClient({ accessToken: null, ...origin });
  event.locals.viewer = null;
  for (const force of [false, true]) {
    const accessToken = await accessTokenOf(event.cookies, origin, force);
    if (accessToken === null) return;
    const api = createApiClient({ accessToken, ...origin });
    try {
      event.locals.viewer = await loadViewer(api);
      event.locals.api = api;
      return;
    } catch (failure) {
      if (!(failure instanceof ApiFailure) || failure.status !== 401) throw failure;
    }
  }
  forgetTokens(event.cookies);
};

/** Sends whoever is not signed in to do so. While the API cannot say who asks, the page says that instead, and the session is kept. */
const guard = (event: Parameters<Handle>[0]['event']): void => {
  if (!needsSignIn(event.route.id) || event.locals.viewer || event.locals.outage) return;
  redirect(303, `/sign-in?next=${encodeURIComponent(event.url.pathname + event.url.search)}`);
};

export const handle: Handle = async ({ event, resolve }) => {
  event.locals.requestId = requestIdOf(event.request);
  event.locals.outage = null;
  await identify(event).catch((failure: unknown) => {
    if (!(failure instanceof ApiFailure)) throw failure;
    event.locals.outage = failure;
  });
  guard(event);
  const language = languageOf(event.locals.viewer?.language);
  const response = await resolve(event, {
    transformPageChunk: ({ html }) =>
      html.replace('%waymark.lang%', language).replace('%waymark.dir%', directionOf(language)),
    preload: ({ type, path }) =>
      type === 'js' ||
      type === 'css' ||
      (type === 'font' && /source-sans-3-latin-(400|600)-normal.*woff2$/.test(path)),
  });
  response.headers.set('x-request-id', event.locals.requestId);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'strict-origin-when-cross-origin');
  response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  if (configuration.secureCookies)
    response.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  // A page belongs to the person who asked for it.
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-cache');
  return response;
};

/** What the API refused is shown as it said; anything else is our fault, logged with the id the page shows. */
export const handleError: HandleServerError = ({ error: caught, kind, event }) => {
  const requestId = event.locals.requestId ?? randomUUID();
  if (caught instanceof ApiFailure) {
    if (caught.status >= 500)
      console.error(
        JSON.stringify({
          level: 'error',
          requestId,
          path: event.url.pathname,
          code: caught.code,
          message: caught.message,
        }),
      );
    return {
      status: caught.status,
      message: caught.message,
      code: caught.code,
      requestId: caught.requestId ?? requestId,
    };
  }
  if (kind === 'unknown') {
    const detail = caught instanceof Error ? caught.stack : String(caught);
    console.error(JSON.stringify({ level: 'error', requestId, path: event.url.pathname, error: detail }));
  }
  return { requestId };
};
