import type { FastifyPluginAsync } from 'fastify';

export const prefixOverride = '/metrics';

/** GET /metrics: for Prometheus. The site does not pass it through. */
export default (async (app) => {
  app.get(
    '/',
    { schema: { hide: true }, config: { permission: 'public', ignoreToken: true, uncounted: true } },
    async (_request, reply) => reply.type(app.metrics.contentType).send(await app.metrics.metrics()),
  );
}) satisfies FastifyPluginAsync;
