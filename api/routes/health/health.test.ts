import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { serveMetrics } from '#api/metrics-server.ts';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';

const metricsToken = randomBytes(32).toString('hex');
let api: TestApp;
beforeAll(async () => void (api = await createTestApp({ METRICS_TOKEN: metricsToken })));
afterAll(() => api.close());

const health = async () =>
  (await api.app.inject({ url: '/health' })).json<{ status: string; checks: Record<string, string> }>();
const beat = (state: object, secondsAgo = 0) =>
  api
    .owner('worker_heartbeats')
    .insert({
      worker: 'grading@test',
      queue: 'grading',
      state: JSON.stringify(state),
      seen_at: new Date(Date.now() - secondsAgo * 1000),
    })
    .onConflict('worker')
    .merge();

test('OPS-3: health names each component, says what follows when one is away, and answers 503 then', async () => {
  const answer = await api.app.inject({ url: '/health/' });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({
    status: 'degraded',
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    checks: {
      database: 'healthy',
      temporal: 'unhealthy: the Temporal server does not answer; what is submitted waits',
      docker: 'unhealthy: no grading worker is running; what is submitted waits',
      gemini_api: 'not configured',
    },
  });
});

test('OPS-3: Docker’s state is what the grading worker last said, if that was lately', async () => {
  await beat({ docker: null });
  expect((await health()).checks.docker).toBe('healthy');
  await beat({ docker: 'the engine does not answer' });
  expect((await health()).checks.docker).toBe('unhealthy: the engine does not answer');
  await beat({ docker: null }, 120);
  expect((await health()).checks.docker).toMatch(/no grading worker/);
});

test('OPS-3: live without anything, ready with the database', async () => {
  const live = await api.app.inject({ url: '/health/live' });
  expect([live.statusCode, live.json()]).toEqual([200, { status: 'alive' }]);
  const ready = await api.app.inject({ url: '/health/ready', headers: { authorization: 'Bearer nonsense' } });
  expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ready' }]);
});

test('OPS-3: without the database the API lives, is not ready, and every other answer is the documented 503', async () => {
  const lost = await createTestApp();
  await lost.database.drop();
  expect((await lost.app.inject({ url: '/health/live' })).statusCode).toBe(200);
  expect((await lost.app.inject({ url: '/health/ready' })).json()).toEqual({ status: 'not ready' });
  const whole = await lost.app.inject({ url: '/health' });
  expect([whole.statusCode, whole.json().status, whole.json().checks.database]).toEqual([
    503,
    'unhealthy',
    'unhealthy: PostgreSQL does not answer',
  ]);
  const refused = await lost.app.inject({
    method: 'POST',
    url: '/api/auth/login',
    payload: { email: 'a@example.com', password: 'x' },
  });
  expect([refused.statusCode, refused.json().error.code, Number(refused.headers['retry-after']) > 0]).toEqual(
    [503, 'UNAVAILABLE', true],
  );
  expect(refused.body).not.toMatch(/postgres|test_/);
  await lost.close();
});

test('OPS-3: metrics tell durations, operations, the pool, the outbox and the queue', async () => {
  await api.app.inject({
    method: 'POST',
    url: '/api/auth/login',
    payload: { email: 'a@example.com', password: 'x' },
  });
  await api.owner('worker_heartbeats').insert({
    ...{ worker: 'schedule:reconcile', queue: 'schedule' },
    seen_at: api.owner.raw(`now() - interval '90 seconds'`),
  });
  const answer = await api.app.inject({
    url: '/metrics',
    headers: { authorization: `Bearer ${metricsToken}` },
  });
  expect(answer.headers['content-type']).toMatch(/text\/plain/);
  for (const line of [
    /waymark_http_request_duration_seconds_count\{method="POST",route="\/api\/auth\/login\/?",status="401"\} 1/,
    /waymark_operations_total\{operation="logIn",outcome="refused"\} 1/,
    /waymark_database_connections\{state="free"\} \d/,
    /waymark_outbox_lag_seconds 0/,
    /waymark_outbox_rows\{state="dead"\} 0/,
    /waymark_grading_queue_depth 0/,
    /waymark_schedule_success_age_seconds\{schedule="reconcile"\} 9\d\./,
  ]) {
    expect(answer.body).toMatch(line);
  }
});

test('M4: metrics are told to nobody without the token, and on a port of their own', async () => {
  for (const headers of [{}, { authorization: 'Bearer a-guess' }])
    expect((await api.app.inject({ url: '/metrics', headers })).statusCode).toBe(404);
  const metrics = await serveMetrics(api.app, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => metrics.close());
  const at = (path: string) => fetch(`http://127.0.0.1:${metrics.port}${path}`);
  expect(await (await at('/metrics')).text()).toMatch(/waymark_outbox_lag_seconds/);
  expect((await at('/health')).status).toBe(404);
});

test('OPS-6: the contract is served for people and for tools', async () => {
  const page = await api.app.inject({ url: '/api/docs' });
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, expect.stringMatching(/html/)]);
  const contract = await api.app.inject({ url: '/api/docs/json' });
  expect(contract.json()).toMatchObject({
    openapi: '3.1.0',
    paths: expect.objectContaining({ '/api/auth/login': expect.anything() }),
  });
});
