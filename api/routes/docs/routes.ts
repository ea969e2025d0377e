import swaggerUi from '@fastify/swagger-ui';
import type { FastifyPluginAsync } from 'fastify';

// The plugin writes its files' addresses from these, so that the page works with and without a trailing slash.
export const prefixOverride = '/api';

/** GET /api/docs: the contract, readable and to be tried out. */
export default (async (app) => {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, permission: 'public', ignoreToken: true, uncounted: true };
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: '/api',
    uiConfig: { docExpansion: 'none', persistAuthorization: false },
    staticCSP: true,
    theme: { title: 'Waymark API' },
  });
}) satisfies FastifyPluginAsync;
