import { createHash } from 'node:crypto';
import type { RequestEvent } from '@sveltejs/kit';
import { readAddress } from '#lib/texts/address.ts';
import { withHashes } from './script-hashes.ts';
import { hasSession } from './session.ts';

/** What somebody who is not signed in sees here is the same for everybody, and asks nothing of them. */
const publicRoutes = new Set([
  '/',
  '/courses',
  '/courses/[slug]',
  '/people/[handle]',
  '/[text=organisationText]',
]);

/**
 * Says who may keep a page, and how. A public page that a visitor reads may be kept by shared caches, which must ask again each time: it has an ETag,
 * and an answer without a body when it has not changed. Every other page is kept by nobody, unless its route said otherwise.
 * @returns the response, or another one with the same page
 */
export async function withCaching(event: RequestEvent, response: Response): Promise<Response> {
  if (isPublicPage(event, response)) return publicPage(event, response);
  if (!response.headers.has('cache-control')) {
    response.headers.set('cache-control', hasSession(event.cookies) ? 'private, no-store' : 'no-store');
    response.headers.delete('etag');
  }
  return response;
}

function isPublicPage({ request, route, cookies, locals, isDataRequest }: RequestEvent, response: Response) {
  return (
    ['GET', 'HEAD'].includes(request.method) &&
    response.status === 200 &&
    !isDataRequest &&
    publicRoutes.has(route.id ?? '') &&
    !hasSession(cookies) &&
    locals.outage === null &&
    !response.headers.has('set-cookie') &&
    !response.headers.has('cache-control')
  );
}

async function publicPage({ request, url }: RequestEvent, response: Response): Promise<Response> {
  const { html, policy } = withHashes(
    await response.text(),
    response.headers.get('content-security-policy') ?? '',
  );
  // Weak: the same page travels in several encodings.
  const etag = `W/"${createHash('sha256').update(html).digest('base64url')}"`;
  const headers = new Headers(response.headers);
  headers.set('cache-control', 'public, no-cache');
  headers.set('etag', etag);
  // Where the address says no language, whoever reads another one than English is sent to theirs.
  headers.append('vary', readAddress(url.pathname).language === null ? 'Cookie, Accept-Language' : 'Cookie');
  headers.set('content-security-policy', policy);
  if (matches(request.headers.get('if-none-match'), etag)) {
    for (const name of ['content-type', 'content-length']) headers.delete(name);
    return new Response(null, { status: 304, headers });
  }
  headers.set('content-length', String(Buffer.byteLength(html)));
  return new Response(html, { status: 200, headers });
}

/** Compares as RFC 9110, 13.1.2 says: any of a list, weakly. */
function matches(wanted: string | null, etag: string): boolean {
  const bare = (tag: string): string => tag.trim().replace(/^W\//, '');
  return wanted?.split(',').some((tag) => tag.trim() === '*' || bare(tag) === bare(etag)) ?? false;
}
