import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import Fastify from 'fastify';
import fp from 'fastify-plugin';
import type { Config } from '../config.ts';

/** What browsers are told: the origins that may call, and headers that keep answers from being used as anything but data. */
export default fp(
  async (app) => {
    await app.register(cors, {
      origin: app.config.corsOrigins,
      credentials: true,
      methods: ['GET', 'POST', 'PUT', 'DELETE'],
      exposedHeaders: [
        'Location',
        'Retry-After',
        'X-Request-Id',
        'X-RateLimit-Limit',
        'X-RateLimit-Remaining',
        'X-RateLimit-Reset',
        'Deprecation',
      ],
      maxAge: 600,
    });
    const protective = await protectiveHeaders(app.config);
    app.addHook('onRequest', (request, reply, done) => {
      // Answers hold what one person may see: no shared cache may keep them.
      reply.headers(protective).headers({ 'x-request-id': request.id, 'cache-control': 'no-store' });
      done();
    });
  },
  { name: 'browser-rules' },
);

/** What helmet says of any answer. It is asked once: it would work the same headers out again for each request. */
async function protectiveHeaders({ siteUrl }: Config): Promise<Record<string, string>> {
  const sample = Fastify();
  await sample.register(helmet, {
    contentSecurityPolicy: {
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      useDefaults: false,
    },
    crossOriginResourcePolicy: { policy: 'same-site' },
    strictTransportSecurity: siteUrl.startsWith('https:') && { maxAge: 31_536_000 },
    // These say something about documents only, and an answer here is data.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  sample.get('/', (_request, reply) => reply.send(reply.raw.getHeaders()));
  const answer = await sample.inject('/');
  await sample.close();
  return answer.json();
}
