import { createServer, request as requestUpstream } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import closeWithGrace from 'close-with-grace';
import { apiPathOf } from './api-path.ts';
import { compress } from './compress.ts';

/*
 * The site's server: SvelteKit's handler, the raw way to the API for other clients, and the site's own health.
 * adapter-node reads its settings from the environment while it loads, so they are set before it is imported.
 */
const port = Number(process.env.WEB_PORT ?? 3000);
/** A demo's passwords are known to everybody, so only this machine reaches it unless somebody says otherwise. */
const host = process.env.WEB_HOST ?? (process.env.WAYMARK_MODE === 'production' ? '0.0.0.0' : '127.0.0.1');
const siteUrl = new URL(process.env.SITE_URL ?? `http://localhost:${port}`);
const apiUrl = new URL(process.env.API_URL ?? 'http://127.0.0.1:8000');
const forwardSecret = process.env.FORWARD_SECRET ?? '';
/** Proxies in front of the site that add to X-Forwarded-For; 0 when browsers connect directly. */
const trustedHops = Number(process.env.WEB_TRUSTED_HOPS ?? 0);

/** In bytes. An exercise's form may carry 1 MB of source, which form encoding can double; a picture may have 4 MB; every other form is small. */
const formLimits = { exercise: 2_000_000, picture: 4_500_000, other: 512_000 };

const formLimitOf = (url: string): number => {
  if (url.startsWith('/exercises/') || url.startsWith('/authoring')) return formLimits.exercise;
  return url.startsWith('/profile?/picture') ? formLimits.picture : formLimits.other;
};

process.env.ADDRESS_HEADER = 'x-waymark-address';
process.env.PROTOCOL_HEADER = 'x-waymark-protocol';
process.env.BODY_SIZE_LIMIT = String(Math.max(...Object.values(formLimits)));
// `npm run dev` names another handler: the one that takes pages from their sources.
const { handler } = (await import(process.env.WEB_HANDLER ?? './build/handler.js')) as {
  handler: (request: IncomingMessage, response: ServerResponse) => unknown;
};

/** The browser's address: the connection's own, or the one our outermost trusted proxy saw. Whatever else a client claims is ignored. */
const addressOf = (request: IncomingMessage): string => {
  const direct = request.socket.remoteAddress ?? '127.0.0.1';
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
  return trustedHops > 0 ? (forwarded.at(-trustedHops)?.trim() ?? direct) : direct;
};

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
};

/** Passes a request on byte for byte, with the client's address vouched for and nothing else added: no cookie becomes a token. */
const passToApi = (request: IncomingMessage, response: ServerResponse, path: string): void => {
  const { cookie: _cookie, connection: _connection, ...headers } = request.headers;
  const upstream = requestUpstream(
    new URL(path, apiUrl),
    {
      method: request.method ?? 'GET',
      headers: {
        ...headers,
        host: apiUrl.host,
        'x-forwarded-for': addressOf(request),
        'x-forward-secret': forwardSecret,
        // The API counts these by address, unlike what the site's own pages ask.
        'x-passed-through': 'yes',
      },
    },
    (received) => {
      response.writeHead(received.statusCode ?? 502, received.headers);
      received.pipe(response);
    },
  );
  upstream.on('error', () => {
    if (response.headersSent) return response.destroy();
    answer(response, 503, {
      status: 'error',
      error: {
        code: 'UNAVAILABLE',
        message: 'The API is not answering. Try again in a moment.',
        details: {},
        request_id: request.headers['x-request-id'] ?? '',
      },
    });
  });
  // A client that goes away ends the upstream too: an event stream would otherwise stay open for nobody.
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
};

const reportHealth = async (response: ServerResponse): Promise<void> => {
  const api = await fetch(new URL('/health/live', apiUrl), { signal: AbortSignal.timeout(2000) }).then(
    (live) => (live.ok ? 'healthy' : `unhealthy: the API answered ${live.status}`),
    () => 'unhealthy: the API is not answering',
  );
  const healthy = api === 'healthy';
  answer(response, healthy ? 200 : 503, {
    status: healthy ? 'healthy' : 'degraded',
    timestamp: new Date().toISOString(),
    checks: { site: 'healthy', api },
  });
};

/** Answers with a page. What the framework itself does not catch costs this one answer, not the site of everybody. */
const answerWithPage = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    await handler(request, response);
  } catch (failure) {
    console.error(
      JSON.stringify({
        level: 'error',
        message: 'A page could not be answered',
        path: request.url?.slice(0, 500),
        error: failure instanceof Error ? failure.stack : JSON.stringify(failure),
      }),
    );
    if (response.headersSent) return void response.destroy();
    response
      .writeHead(500, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
      .end('This page could not be made. That is our fault, and it has been noted. Go back and try again.');
  }
};

const server = createServer((request, response) => {
  const api = apiPathOf(request.url ?? '/');
  if (api === '/api/health') return void reportHealth(response);
  if (api !== undefined) return passToApi(request, response, api);
  response.setHeader('x-content-type-options', 'nosniff');
  if (Number(request.headers['content-length'] ?? 0) > formLimitOf(request.url ?? '/')) {
    response
      .writeHead(413, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
      .end('That is more than this form takes. Go back, make it smaller, and send it again.');
    return;
  }
  request.headers['x-waymark-address'] = addressOf(request);
  request.headers['x-waymark-protocol'] = siteUrl.protocol.slice(0, -1);
  compress(request, response, () => void answerWithPage(request, response));
});

server.listen(port, host, () =>
  console.log(JSON.stringify({ level: 'info', message: 'The site is listening', url: siteUrl.origin, port })),
);
server.on('error', (error: NodeJS.ErrnoException) => {
  console.error(
    error.code === 'EADDRINUSE' ? `Port ${port} is taken. Set WEB_PORT to another one.` : error.message,
  );
  process.exit(1);
});

closeWithGrace({ delay: 5000 }, async ({ err }) => {
  // What nobody caught ends the process; its log must say why.
  if (err)
    console.error(
      JSON.stringify({ level: 'error', message: 'The site ends', error: err.stack ?? JSON.stringify(err) }),
    );
  // Open event streams never end by themselves.
  setTimeout(() => server.closeAllConnections(), 1000).unref();
  await new Promise((resolve) => server.close(resolve));
});
