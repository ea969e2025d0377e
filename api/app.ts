import { randomUUID } from 'node:crypto';
import path from 'node:path';
import autoload from '@fastify/autoload';
import Fastify from 'fastify';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Config } from './config.ts';
import { webhookSubscriptions } from '#domain/webhooks/subscriptions.ts';
import type { WebhookSubscription } from '#domain/webhooks/subscriptions.ts';
import { answerClientError, answerError } from './errors/error-answer.ts';
import { logController, loggingFor } from './logging.ts';

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyInstance {
    config: Config;
    /** Which of the providers' events are passed on, and to whom. */
    webhookSubscriptions: readonly WebhookSubscription[];
  }
}

const timeouts = {
  headMs: 15_000,
  wholeRequestMs: 30_000,
  idleConnectionMs: 72_000,
  silentConnectionMs: 120_000,
};

/** A caller's own request id is kept when it is harmless in a log line. */
const harmlessId = /^[\w.:-]{1,100}$/;

/**
 * Builds the whole API, the same for tests and production; it does not listen.
 * @param config what `loadConfig` returned
 * @param parts.subscriptions to providers' events, where they are not the platform's own
 * @throws Error when a route states no permission or two routes clash
 */
export async function buildApp(
  config: Config,
  parts: { subscriptions?: readonly WebhookSubscription[] } = {},
): Promise<App> {
  const app: App = Fastify({
    logger: loggingFor(config),
    bodyLimit: config.bodyLimitBytes,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    requestIdHeader: false,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && harmlessId.test(given) ? given : randomUUID();
    },
    logController,
    return503OnClosing: true,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    forceCloseConnections: 'idle',
    clientErrorHandler: answerClientError,
    // Who sends slowly, or nothing, holds no connection for ever. An event stream is not silent for so long.
    requestTimeout: timeouts.wholeRequestMs,
    connectionTimeout: timeouts.silentConnectionMs,
    // Longer than what proxies keep idle connections for (60 s is usual), so that they end them and not we.
    keepAliveTimeout: timeouts.idleConnectionMs,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.server.headersTimeout = timeouts.headMs;
  app.decorate('config', config);
  app.decorate('webhookSubscriptions', parts.subscriptions ?? webhookSubscriptions);
  const here = import.meta.dirname;
  await app.register(autoload, {
    dir: path.join(here, 'plugins'),
    ignorePattern: /\.test\.ts$/,
    encapsulate: false,
    maxDepth: 1,
  });
  await app.register(autoload, {
    dir: path.join(here, 'routes'),
    options: { prefix: '/api' },
    matchFilter: (file: string) => file.endsWith('/routes.ts'),
    routeParams: true,
  });
  await app.ready();
  return app;
}
