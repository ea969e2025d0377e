import type { FastifyError } from 'fastify';
import fp from 'fastify-plugin';
import { answerError } from '../errors/error-answer.ts';
import { ApiError } from '../errors.ts';

/** One error shape for every failure of every route, and for what is no route. */
export default fp(
  async (app) => {
    app.setErrorHandler((error: FastifyError | ApiError, request, reply) =>
      answerError(error, request, reply),
    );
    app.setNotFoundHandler((request, reply) =>
      answerError(
        new ApiError('no_route', { method: request.method, path: request.url.split('?')[0]! }),
        request,
        reply,
      ),
    );
  },
  { name: 'errors' },
);
