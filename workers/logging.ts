import { DefaultLogger, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import type { Logger } from 'pino';

/** Structured logs of a worker, Temporal's own included: one JSON object a line, with workflow ids. */
export function workerLogger(name: string, level: string): Logger {
  const logger = pino({
    level,
    base: { process: name },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  });
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level: temporalLevel, message, meta }) => {
      const write =
        temporalLevel === 'ERROR'
          ? 'error'
          : temporalLevel === 'WARN'
            ? 'warn'
            : temporalLevel === 'INFO'
              ? 'info'
              : 'debug';
      logger[write](withoutSinks(meta), message);
    }),
    shutdownSignals: [],
  });
  return logger;
}

/** Of what Temporal attaches to a line, keep what finds the process again. */
function withoutSinks(meta: Record<string, unknown> | undefined): Record<string, unknown> {
  const { sdkComponent: _component, taskToken: _token, ...kept } = meta ?? {};
  return kept;
}
