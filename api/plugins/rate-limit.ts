import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { ApiError } from '../errors.ts';
import { createRateLimiter } from '#api/rate-limits/rate-limiter.ts';
import type { RateLimitState } from '#api/rate-limits/rate-limiter.ts';

/** Counts requests by account, or by address while signed out (ACC-11); admins are not limited. */
export default fp(
  async (app) => {
    const { anonymousPerHour, signedInPerHour, lease } = app.config.rateLimit;
    const limiter = createRateLimiter(app.database, lease);
    app.addHook('onRequest', (request, reply, done) => {
      if (request.routeOptions.config.uncounted || isUnlimited(request)) {
        tellUnlimited(reply);
        return done();
      }
      const { viewer } = request;
      const state = viewer
        ? limiter.count(`user:${viewer.userId}`, signedInPerHour)
        : limiter.count(`address:${request.clientAddress}`, anonymousPerHour);
      if (state instanceof Promise) return state.then((counted) => letThrough(request, reply, counted));
      letThrough(request, reply, state);
      done();
    });
  },
  { name: 'rate-limit', dependencies: ['authentication', 'database', 'client-address', 'errors'] },
);

/** @throws ApiError RATE_LIMITED */
function letThrough(
  request: FastifyRequest,
  reply: FastifyReply,
  { allowed, limit, remaining, resetAt }: RateLimitState,
): void {
  reply.headers({
    'x-ratelimit-limit': limit,
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': resetAt,
  });
  if (allowed) return;
  const hint = request.viewer ? '' : ' Sign in for a higher limit.';
  throw new ApiError('RATE_LIMITED', `The limit of ${limit} requests an hour is used up.${hint}`, {
    retryAfterSeconds: resetAt - Date.now() / 1000,
  });
}

const isUnlimited = ({ viewer }: FastifyRequest): boolean =>
  viewer?.role === 'admin' || viewer?.role === 'superadmin';

/** The largest number that a client in any language can keep: many read these headers as integers and stumble over a word. */
const noLimit = 2 ** 31 - 1;

function tellUnlimited(reply: FastifyReply): void {
  const nextHour = (Math.floor(Date.now() / 3_600_000) + 1) * 3600;
  reply.headers({
    'x-ratelimit-limit': noLimit,
    'x-ratelimit-remaining': noLimit,
    'x-ratelimit-reset': nextHour,
  });
}
