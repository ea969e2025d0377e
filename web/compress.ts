import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:zlib';
import compression from 'compression';

/** What others' pages send a browser here for. A browser too old to say so is not asked to prove it. */
const fromOtherSites = new Set(['cross-site', 'same-site']);

/**
 * BREACH: whoever can make a browser ask for a page with words of their choice, and sees how long the answers are, can read what stands beside those
 * words. So an answer for somebody's session that another site asked for is not compressed.
 */
const couldBeMeasured = ({ headers }: IncomingMessage): boolean =>
  headers.cookie !== undefined && fromOtherSites.has(String(headers['sec-fetch-site']));

const middleware = compression({
  threshold: 1024,
  level: 6,
  flush: constants.Z_SYNC_FLUSH,
  brotli: {
    flush: constants.BROTLI_OPERATION_FLUSH,
    params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
  },
  filter: (request, response) =>
    !couldBeMeasured(request) &&
    !String(response.getHeader('content-type')).startsWith('text/event-stream') &&
    compression.filter(request, response),
});

/**
 * Compresses what the site answers, if it has over 1 KB and the browser takes it. What is compressed already stays as it is: files of the build,
 * pictures, the API's answers. Event streams are never compressed, and what a page streams leaves at once.
 * Levels as measured for a lesson of 77 KB: docs/benchmarks.md.
 * @param next answers the request
 */
export const compress = middleware as unknown as (
  // Its types are Express's, of which it uses what Node's own have.
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => void;
