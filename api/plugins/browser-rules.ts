import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import fp from 'fastify-plugin';

/** What browsers are told: the origins that may call, and headers that keep answers from being used as anything but data. */
export default fp(
  async (app) => {
    await app.register(cors, {
      origin: app.config.corsOrigins,
      credentials: true,
      methods: ['GET', 'POST', 'PUT', 'DELETE'],
      exposedHeaders: ['Location', 'Retry-After', 'X-Request-Id', 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'Deprecation'],
      maxAge: 600,
    });
    await app.register(helmet, {
      contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false },
      crossOriginResourcePolicy: { policy: 'same-site' },
      strictTransportSecurity: app.config.siteUrl.startsWith('https:') && { maxAge: 31_536_000 },
      // These say something about documents only, and an answer here is data.
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
    });
    app.addHook('onRequest', (request, reply, done) => {
      // Answers hold what one person may see: no shared cache may keep them.
      reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store' });
      done();
    });
  },
  { name: 'browser-rules' },
);
