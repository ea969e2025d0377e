import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { ApiError } from '../errors.ts';
import { createRateLimiter } from '../rate-limiter.ts';

/** Counts requests by account, or by address while signed out (ACC-11); admins are not limited. */
export default fp(
  async (app) => {
    const { anonymousPerHour, signedInPerHour, lease } = app.config.rateLimit;
    const limiter = createRateLimiter(app.database, lease);
    app.addHook('onRequest', async (request, reply) => {
      if (request.routeOptions.config.uncounted) return;
      if (isUnlimited(request)) return void tellUnlimited(reply);
      const { viewer } = request;
      const state = viewer
        ? await limiter.count(`user:${viewer.userId}`, signedInPerHour)
        : await limiter.count(`address:${request.clientAddress}`, anonymousPerHour);
      reply.headers({ 'x-ratelimit-limit': state.limit, 'x-ratelimit-remaining': state.remaining, 'x-ratelimit-reset': state.resetAt });
      if (state.allowed) return;
      const hint = viewer ? '' : ' Sign in for a higher limit.';
      throw new ApiError('RATE_LIMITED', `The limit of ${state.limit} requests an hour is used up.${hint}`, {
        retryAfterSeconds: state.resetAt - Date.now() / 1000,
      });
    });
  },
  { name: 'rate-limit', dependencies: ['authentication', 'database', 'client-address', 'errors'] },
);

const isUnlimited = ({ viewer }: FastifyRequest): boolean => viewer?.role === 'admin' || viewer?.role === 'superadmin';

function tellUnlimited(reply: FastifyReply): void {
  reply.headers({ 'x-ratelimit-limit': 'unlimited', 'x-ratelimit-remaining': 'unlimited', 'x-ratelimit-reset': Math.ceil(Date.now() / 3_600_000) * 3600 });
}
