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
  const { code, message, details } = error;
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
    .send({ status: 'error', error: { code, message, details, request_id: request.id } });
}

/** Why something is away, in a few words: where it was asked from says nothing about that. A failure to connect to several addresses has a code only. */
const reasonOf = ({ message, code }: FastifyError | ApiError): string => message || code;

function asApiError(error: FastifyError | ApiError): ApiError {
  if (error instanceof ApiError) return error;
  const status = error.statusCode ?? 500;
  if (status === 413)
    return new ApiError(
      'PAYLOAD_TOO_LARGE',
      'The request is too large: send at most 1 MB of source, or a picture of 4 MB.',
    );
  if (status === 415) return new ApiError('VALIDATION_ERROR', 'Send the body as application/json.');
  if (status === 404) return new ApiError('NOT_FOUND', 'There is nothing here.');
  if (status === 503)
    return new ApiError('UNAVAILABLE', 'The platform is restarting. Try again in a few seconds.', {
      retryAfterSeconds: 5,
    });
  if (status >= 400 && status < 500)
    return new ApiError(
      'VALIDATION_ERROR',
      'The request could not be read: check that its path is well formed and its body is JSON.',
    );
  return (
    databaseFault(error) ??
    new ApiError('INTERNAL', 'Something went wrong on our side. It has been logged under the request id.')
  );
}

/**
 * Answers what is no HTTP, so that it never becomes a request: in the documented shape too, and the connection ends.
 * @param error Node's, of its parser
 */
export function answerClientError(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy(error);
  const [status, code, message] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ([
          '408 Request Timeout',
          'VALIDATION_ERROR',
          'The request took too long to arrive. Send it again.',
        ] as const)
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ([
            '431 Request Header Fields Too Large',
            'PAYLOAD_TOO_LARGE',
            'The request’s headers are too large.',
          ] as const)
        : (['400 Bad Request', 'VALIDATION_ERROR', 'This is not a well-formed HTTP request.'] as const);
  const body = JSON.stringify({
    status: 'error',
    error: { code, message, details: {}, request_id: randomUUID() },
  });
  const head = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
