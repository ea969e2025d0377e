import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { checkComponents, checkDatabase } from './check-components.ts';

export const prefixOverride = '/health';

const config = { permission: 'public', ignoreToken: true, uncounted: true } as const;
const tags = ['health'];
const Check = Type.String({ description: '`healthy`, `not configured`, or `unhealthy: why`' });
const Health = Type.Object({
  status: Type.Enum(['healthy', 'degraded', 'unhealthy']),
  timestamp: Type.String({ format: 'date-time' }),
  checks: Type.Object({ database: Check, temporal: Check, docker: Check, gemini_api: Check }),
});
const Ready = Type.Object({ status: Type.Enum(['ready', 'not ready']) });

/** GET /health, /health/ready and /health/live (OPS-3). */
export default (async (app) => {
  const whole = {
    operationId: 'readHealth',
    tags,
    summary: 'Each component’s state; 503 unless all are well',
    response: { 200: Health, 503: Health },
  };
  app.get('/', { schema: whole, config }, async (_request, reply) => {
    const health = await checkComponents(app);
    return reply.code(health.status === 'healthy' ? 200 : 503).send(health);
  });

  const ready = {
    operationId: 'readReadiness',
    tags,
    summary: 'Whether requests can be served',
    response: { 200: Ready, 503: Ready },
  };
  app.get('/ready', { schema: ready, config }, async (_request, reply) =>
    (await checkDatabase(app)) === 'healthy'
      ? { status: 'ready' as const }
      : reply.code(503).send({ status: 'not ready' as const }),
  );

  const live = {
    operationId: 'readLiveness',
    tags,
    summary: 'Whether the process runs',
    response: { 200: Type.Object({ status: Type.Literal('alive') }) },
  };
  app.get('/live', { schema: live, config }, async () => ({ status: 'alive' as const }));
}) satisfies FastifyPluginAsyncTypebox;
