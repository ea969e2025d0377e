import { randomUUID } from 'node:crypto';
import { error, redirect } from '@sveltejs/kit';
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit/hooks';
import { needsSignIn } from '#lib/access.ts';
import { createApiClient } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { configuration } from '#lib/server/configuration.ts';
import { isFirstFont } from '#lib/server/first-fonts.ts';
import { withCaching } from '#lib/server/page-caching.ts';
import { startRendering } from '#lib/server/render.ts';
import { accessTokenOf, forgetTokens, hasSession } from '#lib/server/session.ts';
import { keepLanguage, readerLanguage } from '#lib/server/reader-language.ts';
import { readerOf, refusalInWords } from '#lib/server/refusal-in-words.ts';
import { loadViewer } from '#lib/server/viewer.ts';
import { textsOf } from '#lib/server/texts.ts';
import { isPage } from '#lib/texts/areas.ts';
import { addressIn, canBeRead, readAddress } from '#lib/texts/address.ts';
import { directionOf } from '#lib/texts/languages.ts';

export const init: ServerInit = () => void startRendering();

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

/** Sends whoever is not signed in to do so, and says so to who was until now. While the API cannot say who asks, the page says that instead, and the session is kept. */
const guard = (event: Parameters<Handle>[0]['event'], ended: boolean): void => {
  if (!needsSignIn(event.route.id) || event.locals.viewer || event.locals.outage) return;
  const { language, path } = readAddress(event.url.pathname);
  const signIn = addressIn(language, '/sign-in');
  const why = ended ? 'ended&' : '';
  redirect(303, `${signIn}?${why}next=${encodeURIComponent(path + event.url.search)}`);
};

/** A visitor's page says its language in the address, save for English; whoever signed in has one language, and addresses without. */
const toOwnAddress = (event: Parameters<Handle>[0]['event']): void => {
  const { viewer, outage, language } = event.locals;
  const { language: said, path } = readAddress(event.url.pathname);
  const reads = ['GET', 'HEAD'].includes(event.request.method);
  // For now only: a browser that kept it would go in circles once they sign out.
  if (viewer && said !== null) redirect(reads ? 302 : 307, path + event.url.search);
  const page = reads && isPage(event.route.id);
  if (page && !viewer && !outage && said === null && language !== 'en')
    redirect(302, addressIn(language, path) + event.url.search);
};

/** `default` is the framework's own word for an action without a name; a form that says it would end in a failure of ours. Other unknown names are answered with 404. */
const refuseReservedAction = ({ request, url }: Parameters<Handle>[0]['event']): void => {
  if (request.method === 'POST' && url.searchParams.has('/default')) error(404);
};

/** A form whose body is none is its sender's mistake, in every action. */
const refuseBrokenForms = ({ request }: Parameters<Handle>[0]['event']): void => {
  const formData = request.formData.bind(request);
  request.formData = () => formData().catch(() => error(400));
};

export const handle: Handle = async ({ event, resolve }) => {
  event.locals.requestId = requestIdOf(event.request);
  refuseBrokenForms(event);
  event.locals.outage = null;
  const wasSignedIn = hasSession(event.cookies);
  await identify(event).catch((failure: unknown) => {
    if (!(failure instanceof ApiFailure)) throw failure;
    event.locals.outage = failure;
  });
  event.locals.language = readerLanguage(event);
  if (event.locals.viewer) keepLanguage(event.cookies, event.locals.language);
  if (canBeRead(event.url.pathname)) {
    refuseReservedAction(event);
    guard(event, wasSignedIn);
    toOwnAddress(event);
  }
  const { language } = event.locals;
  const response = await resolve(event, {
    transformPageChunk: ({ html }) =>
      html.replace('%waymark.lang%', language).replace('%waymark.dir%', directionOf(language)),
    preload: ({ type, path }) =>
      type === 'js' || type === 'css' || (type === 'font' && isFirstFont(event.route.id, path)),
  });
  response.headers.set('x-request-id', event.locals.requestId);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'strict-origin-when-cross-origin');
  response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  if (configuration.secureCookies)
    response.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  return withCaching(event, response);
};

const nothingThere = (language: string | undefined, requestId: string) => ({
  status: 404,
  message: textsOf(language).errors.notFoundTitle,
  code: 'NOT_FOUND',
  requestId,
});

/** What the API refused is told in the reader’s language; anything else is our fault, logged with the id the page shows. */
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
          reason: caught.reason?.code,
        }),
      );
    // What a form sends is answered on its fields; here only the address can be what the API finds no sense in.
    if (caught.code === 'VALIDATION_ERROR') return nothingThere(event.locals.language, requestId);
    return {
      status: caught.status,
      message: refusalInWords(caught, readerOf(event.locals)),
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
