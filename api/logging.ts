import { LogController } from 'fastify';
import type { FastifyServerOptions } from 'fastify';
import pino from 'pino';
import type { Config } from './config.ts';

/** Structured logs: one JSON object a line, with `request_id`; secrets never reach them. */
export function loggingFor(config: Config): NonNullable<FastifyServerOptions['logger']> {
  if (config.logLevel === 'silent') return false;
  return {
    level: config.logLevel,
    stream: logStream(),
    base: { process: 'api' },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: {
      paths: [
        ...['authorization', 'cookie', 'password', 'access', 'refresh', 'token', 'secret'].flatMap((name) => [
          name,
          `headers.${name}`,
          `body.${name}`,
        ]),
        // PostgreSQL writes the whole row there that a constraint refused.
        'err.detail',
      ],
      censor: '(removed)',
    },
    serializers: {
      req: (request) => ({
        method: request.method,
        url: withoutSecrets(request.url),
        route: request.routeOptions?.url,
      }),
      res: (reply) => ({ status: reply.statusCode }),
    },
  };
}

/**
 * Lines go to standard output: faults at once, the rest gathered for up to a quarter of a second, because a write a request costs
 * a tenth of what the cheap ones take.
 */
function logStream(): pino.MultiStreamRes {
  const gathered = pino.destination({ dest: 1, sync: false, minLength: 16_000, periodicFlush: 250 });
  return pino.multistream(
    [
      { level: 'trace', stream: gathered },
      { level: 'error', stream: pino.destination({ dest: 1, sync: true }) },
    ],
    { dedupe: true },
  );
}

/** One line a request, when it is answered; what polls every few seconds only when it fails. */
class OneLineARequest extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'request_id' });
  }

  override incomingRequest(): void {}

  override requestCompleted(...[error, request, reply]: Parameters<LogController['requestCompleted']>): void {
    const level = error
      ? 'error'
      : request.routeOptions.config.uncounted && reply.statusCode < 400
        ? 'debug'
        : 'info';
    request.log[level](
      {
        req: request,
        res: reply,
        milliseconds: Math.round(reply.elapsedTime),
        user_id: request.viewer?.userId,
        err: error ?? undefined,
      },
      'answered',
    );
  }
}

export const logController = new OneLineARequest();

/** Links that are mailed hold their secret in the path, and so does what a visitor reads a run by. */
function withoutSecrets(url: string): string {
  return url
    .replace(/(\/verify-email\/|\/invitations\/|\/visitor-runs\/|\/unsubscribe\/)[^/?]+/, '$1(removed)')
    .split('?')[0]!;
}
