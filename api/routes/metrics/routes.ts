import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyPluginAsync } from 'fastify';
import { ApiError } from '#api/errors.ts';

export const prefixOverride = '/metrics';

/** GET /metrics: for a Prometheus that sends METRICS_TOKEN; for anybody else there is nothing here. With METRICS_PORT they also have a port of their own. */
export default (async (app) => {
  const { token } = app.config.metrics;
  app.get(
    '/',
    { schema: { hide: true }, config: { permission: 'public', ignoreToken: true, uncounted: true } },
    async (request, reply) => {
      if (token === null || !isSame(request.headers.authorization ?? '', `Bearer ${token}`))
        throw new ApiError('no_route', { method: 'GET', path: '/metrics' });
      return reply.type(app.metrics.contentType).send(await app.metrics.metrics());
    },
  );
}) satisfies FastifyPluginAsync;

/** In a time that does not tell how much of it is right. */
const isSame = (sent: string, expected: string): boolean => timingSafeEqual(digest(sent), digest(expected));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
