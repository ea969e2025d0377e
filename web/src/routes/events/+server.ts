import { error } from '@sveltejs/kit';
import { uuidPattern } from '#lib/uuid.ts';
import type { RequestHandler } from './$types.d.ts';

const topic = `[a-z_]+(?::[a-z-]{1,40})?(?::${uuidPattern})?`;
const topicsPattern = new RegExp(`^${topic}(?:,${topic}){0,49}$`);

/**
 * The browser's stream of changes: the API's own, opened with the cookie's token, passed on as it comes.
 * When the browser goes away the body is cancelled, which ends the upstream with it.
 */
export const GET: RequestHandler = async ({ locals, url, request }) => {
  if (locals.viewer === null) error(401, 'Sign in to follow changes.');
  const topics = url.searchParams.get('topics') ?? '';
  if (!topicsPattern.test(topics)) error(400, 'Name the topics to follow.');
  const lastEventId = request.headers.get('last-event-id');
  const opened = new AbortController();
  request.signal.addEventListener('abort', () => opened.abort());
  // The generated function parses the stream; here it is only passed on.
  const { data, response } = await locals.api.get<{ 200: ReadableStream }>({
    url: '/api/events',
    query: { topics },
    headers: { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
    parseAs: 'stream',
    // A stream lives longer than the time an ordinary call may take.
    fetch: (upstream) => fetch(upstream, { signal: opened.signal }),
  });
  if (!data || !response) error(response?.status ?? 503, 'Changes cannot be followed right now.');
  return new Response(data as ReadableStream, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
};
