import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { refreshSession } from './refresh-session.ts';
import { TokenPair } from '#api/schemas/auth.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';

/** POST /api/auth/token/refresh: a new pair for a refresh token, which is spent by it (ACC-2). */
export default (async (app) => {
  const schema = {
    operationId: 'refreshToken',
    tags: ['auth'],
    summary: 'Exchange a refresh token for a new pair',
    body: Type.Object({ refresh: Type.String({ minLength: 1, maxLength: 500 }) }),
    response: { 200: SuccessOf(TokenPair) },
  };
  app.post('/', { schema, config: { permission: 'public', ignoreToken: true } }, async (request) =>
    success(await refreshSession(app, request, request.body.refresh)),
  );
}) satisfies FastifyPluginAsyncTypebox;
