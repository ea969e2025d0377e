import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { ApiError } from '../errors.ts';
import { networkOf } from '../rate-limits/network.ts';
import { createRateLimiter } from '../rate-limits/rate-limiter.ts';
import type { RateLimitState } from '../rate-limits/rate-limiter.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Counted apart from other requests: by address with a limit of its own, or (refresh) by the route, for whose token it is. */
    countedAs?: 'sign_in' | 'registration' | 'refresh' | 'webhook';
  }
  interface FastifyInstance {
    /**
     * Counts a request of a route that is counted as a refresh: for its person, or for its address when it proves nobody.
     * @throws ApiError RATE_LIMITED
     */
    countRefresh(request: FastifyRequest, reply: FastifyReply, userId: string | null): Promise<void>;
    /**
     * Counts a run that a visitor is about to begin, for their network. What was refused before is an ordinary request, and uses up no run.
     * @throws ApiError RATE_LIMITED
     */
    countVisitorRun(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  }
}

const quarterHourMs = 900_000;
const minuteMs = 60_000;

/**
 * Counts requests by account, or by network while signed out (ACC-11); admins are not limited. A school behind one address must get in and stay in:
 * signing in, registering and refreshing do not use up what it may ask while signed out, and what the site reads of the catalogue is not counted.
 */
export default fp(
  async (app) => {
    const {
      anonymousPerHour,
      signedInPerHour,
      signInsPerQuarter,
      registrationsPerHour,
      visitorRunsPerHour,
      webhooksPerMinute,
      lease,
      secret,
    } = app.config.rateLimit;
    const limiter = createRateLimiter(app.database, { minLease: lease, secret });
    // Leases would hand an address's few sign-ins to one process.
    const small = createRateLimiter(app.database, { minLease: 1, secret });

    const countAnonymous = (request: FastifyRequest) =>
      limiter.count(`address:${networkOf(request.clientAddress)}`, anonymousPerHour);
    const countUser = (userId: string) => limiter.count(`user:${userId}`, signedInPerHour);

    function count(request: FastifyRequest): RateLimitState | Promise<RateLimitState> {
      const { countedAs } = request.routeOptions.config;
      const network = networkOf(request.clientAddress);
      if (countedAs === 'sign_in') return small.count(`sign-in:${network}`, signInsPerQuarter, quarterHourMs);
      if (countedAs === 'registration') return small.count(`register:${network}`, registrationsPerHour);
      if (countedAs === 'webhook') return limiter.count(`webhook:${network}`, webhooksPerMinute, minuteMs);
      return request.viewer ? countUser(request.viewer.userId) : countAnonymous(request);
    }

    app.decorate('countRefresh', async (request, reply, userId) =>
      letThrough(
        reply,
        await (userId === null ? countAnonymous(request) : countUser(userId)),
        refusalOf(request),
      ),
    );
    app.decorate('countVisitorRun', async ({ clientAddress }, reply) =>
      letThrough(
        reply,
        await small.count(`visitor-run:${networkOf(clientAddress)}`, visitorRunsPerHour),
        'visitor_runs_used_up',
      ),
    );
    app.addHook('onRequest', (request, reply, done) => {
      const { uncounted, countedAs } = request.routeOptions.config;
      if (countedAs === 'refresh') return done();
      if (uncounted || isUnlimited(request) || isCatalogueForSite(request)) {
        tellUnlimited(reply);
        return done();
      }
      const state = count(request);
      const refusal = refusalOf(request);
      if (state instanceof Promise) return state.then((counted) => letThrough(reply, counted, refusal));
      letThrough(reply, state, refusal);
      done();
    });
  },
  { name: 'rate-limit', dependencies: ['authentication', 'database', 'client-address', 'errors'] },
);

/** The site asks for what anyone may read once a page, for all its visitors' sake; people who are signed in have their own count. */
const isCatalogueForSite = ({ fromSite, viewer, routeOptions }: FastifyRequest): boolean =>
  fromSite && !viewer && routeOptions.config.fromCatalogue === true;

/** @throws ApiError RATE_LIMITED */
function letThrough(
  reply: FastifyReply,
  { allowed, limit, remaining, resetAt }: RateLimitState,
  refusal: ReturnType<typeof refusalOf> | 'visitor_runs_used_up',
): void {
  reply.headers({
    'x-ratelimit-limit': limit,
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': resetAt,
  });
  if (allowed) return;
  const retryAfterSeconds = resetAt - Date.now() / 1000;
  throw new ApiError(refusal, { limit }, { retryAfterSeconds });
}

function refusalOf({ routeOptions, viewer }: FastifyRequest) {
  const { countedAs } = routeOptions.config;
  if (countedAs === 'sign_in') return 'sign_ins_used_up';
  if (countedAs === 'registration') return 'registrations_used_up';
  if (countedAs === 'webhook') return 'webhooks_limit';
  return viewer || countedAs ? 'requests_used_up' : 'requests_used_up_signed_out';
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
