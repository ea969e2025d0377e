import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Status } from '#api/schemas/status.ts';
import { readStatus } from './read.ts';

/** GET /api/status: whether what people notice works. Answered as long as the API runs. */
export default (async (app) => {
  // Anybody may ask, as often as they like: those who ask at once share one look.
  let looking: Promise<Status> | undefined;
  const look = () => (looking ??= readStatus(app).finally(() => (looking = undefined)));
  const read = {
    operationId: 'readStatus',
    tags: ['health'],
    summary: 'Whether sign-in, grading, mail and live updates work, in plain words',
    response: { 200: SuccessOf(Status) },
  };
  app.get(
    '/',
    { schema: read, config: { permission: 'public', ignoreToken: true, uncounted: true } },
    async (_request, reply) => {
      void reply.header('cache-control', 'no-store');
      return success(await look());
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
