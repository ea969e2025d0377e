import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { databaseFault } from './database-fault.ts';
import { ApiError, errorStatus } from '../errors.ts';

/**
 * Answers a failure in the documented shape. Own faults are logged whole (what is away: in a line), and told as INTERNAL with the request id only: callers never see SQL or a stack.
 */
export function answerError(
  thrown: FastifyError | ApiError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = asApiError(thrown);
  const { code, message, details, reason, reasons } = error;
  if (code === 'UNAVAILABLE') request.log.error({ reason: reasonOf(thrown) }, 'request failed');
  else if (errorStatus[code] >= 500 && code !== 'NOT_CONFIGURED')
    request.log.error({ err: thrown }, 'request failed');
  if (error.retryAfterSeconds !== undefined)
    reply.header('retry-after', Math.max(1, Math.ceil(error.retryAfterSeconds)));
  if (code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  return reply
    .code(errorStatus[code])
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send({
      status: 'error',
      error: { code, message, reason, details, reasons, request_id: request.id },
    });
}

/** Why something is away, in a few words: where it was asked from says nothing about that. A failure to connect to several addresses has a code only. */
const reasonOf = ({ message, code }: FastifyError | ApiError): string => message || code;

function asApiError(error: FastifyError | ApiError): ApiError {
  if (error instanceof ApiError) return error;
  const status = error.statusCode ?? 500;
  if (status === 413) return new ApiError('request_too_large');
  if (status === 415) return new ApiError('not_json');
  if (status === 404) return new ApiError('nothing_here');
  if (status === 503)
    return new ApiError(
      'restarting',
      {},
      {
        retryAfterSeconds: 5,
      },
    );
  if (status >= 400 && status < 500) return new ApiError('not_readable');
  return databaseFault(error) ?? new ApiError('our_fault');
}

/**
 * Answers what is no HTTP, so that it never becomes a request: in the documented shape too, and the connection ends.
 * @param error Node's, of its parser
 */
export function answerClientError(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy(error);
  const [status, refusal] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? (['408 Request Timeout', 'request_too_slow'] as const)
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? (['431 Request Header Fields Too Large', 'headers_too_large'] as const)
        : (['400 Bad Request', 'not_http'] as const);
  const { code, message, reason } = new ApiError(refusal);
  const body = JSON.stringify({
    status: 'error',
    error: { code, message, reason, details: {}, reasons: {}, request_id: randomUUID() },
  });
  const head = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
