import type { FastifyInstance } from 'fastify';
import { silentAfterSeconds } from '#domain/processes/worker-silence.ts';

/** 'healthy', 'not configured', or 'unhealthy: why'. */
export type Check = string;
export type Health = {
  status: 'healthy' | 'degraded' | 'unhealthy';
  timestamp: string;
  checks: Record<'database' | 'temporal' | 'docker' | 'gemini_api', Check>;
};

type HeartbeatRow = { state: { docker?: string | null }; seconds: number };

const maxCheckMs = 2000;

/**
 * Asks each component the platform stands on. Without the database nothing works (unhealthy); without Temporal or Docker
 * everything is accepted and waits (degraded). What is not configured does not count.
 */
export async function checkComponents(app: FastifyInstance): Promise<Health> {
  const [database, temporal, docker] = await Promise.all([
    checkDatabase(app),
    checkTemporal(app),
    checkDocker(app),
  ]);
  const status =
    database !== 'healthy'
      ? 'unhealthy'
      : temporal === 'healthy' && docker === 'healthy'
        ? 'healthy'
        : 'degraded';
  return {
    status,
    timestamp: new Date().toISOString(),
    checks: { database, temporal, docker, gemini_api: 'not configured' },
  };
}

/** Whether PostgreSQL answers a query within 2 s. */
export const checkDatabase = (app: FastifyInstance): Promise<Check> =>
  checked(
    app,
    'PostgreSQL does not answer',
    async () => void (await app.database.raw('select 1').timeout(maxCheckMs)),
  );

/** Whether Temporal's server answers within 2 s. */
export const checkTemporal = (app: FastifyInstance): Promise<Check> =>
  checked(app, 'the Temporal server does not answer; what is submitted waits', () =>
    app.temporal.connection.withDeadline(
      Date.now() + maxCheckMs,
      async () => void (await app.temporal.connection.workflowService.getSystemInfo({})),
    ),
  );

/** The API holds no Docker socket: the grading worker says in its heartbeat whether its engine answers. */
async function checkDocker(app: FastifyInstance): Promise<Check> {
  let state: Check = 'unhealthy: no grading worker is running; what is submitted waits';
  const asked = await checked(app, 'the grading worker’s state cannot be read', async () => {
    const row = await app
      .database('worker_heartbeats')
      .where({ queue: 'grading' })
      .orderBy('seen_at', 'desc')
      .first<HeartbeatRow | undefined>(
        'state',
        app.database.raw('extract(epoch from now() - seen_at)::float8 as seconds'),
      )
      .timeout(maxCheckMs);
    if (row && row.seconds <= silentAfterSeconds)
      state = row.state.docker ? `unhealthy: ${row.state.docker}` : 'healthy';
  });
  return asked === 'healthy' ? state : asked;
}

/**
 * Turns a question to a component into its check. An answer after 2.5 s is late, but still waited for when the app closes.
 * The caller hears the reason in our own words: what a driver says, which is logged, may hold addresses.
 */
async function checked(app: FastifyInstance, reason: string, ask: () => Promise<void>): Promise<Check> {
  const late = new Promise<never>((_resolve, reject) =>
    setTimeout(() => reject(new Error('no answer in time')), maxCheckMs + 500).unref(),
  );
  const asked = ask();
  app.pendingChecks.add(asked);
  void asked.catch(() => undefined).finally(() => app.pendingChecks.delete(asked));
  try {
    await Promise.race([asked, late]);
    return 'healthy';
  } catch (error) {
    app.log.warn({ err: error }, reason);
    return `unhealthy: ${reason}`;
  }
}
