import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { databaseFault } from './database-fault.ts';
import { ApiError, errorStatus } from '#api/errors.ts';

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
