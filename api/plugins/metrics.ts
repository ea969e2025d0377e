import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    metrics: Registry;
  }
}

/** Counts and times every request; what lives in PostgreSQL is read when Prometheus asks (OPS-3). */
export default fp(
  async (app) => {
    const registry = new Registry();
    app.decorate('metrics', registry);
    if (app.config.mode !== 'test') collectDefaultMetrics({ register: registry, prefix: 'waymark_api_' });
    countRequests(registry);
    measureStores(registry);
    measureSchedules(registry);

    function countRequests(register: Registry): void {
      const durations = new Histogram({
        name: 'waymark_http_request_duration_seconds',
        help: 'Time from the request’s head to its whole answer.',
        labelNames: ['method', 'route', 'status'],
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
        registers: [register],
      });
      const operations = new Counter({
        name: 'waymark_operations_total',
        help: 'What people did, by the operation of the contract (register, logIn, createSubmission, …) and how it ended.',
        labelNames: ['operation', 'outcome'],
        registers: [register],
      });
      app.addHook('onResponse', (request, reply, done) => {
        const { url, schema, config } = request.routeOptions;
        if (config.uncounted) return done();
        durations.observe(
          { method: request.method, route: url ?? 'none', status: reply.statusCode },
          reply.elapsedTime / 1000,
        );
        const operation = schema && 'operationId' in schema ? schema.operationId : undefined;
        if (operation)
          operations.inc({
            operation,
            outcome: reply.statusCode < 400 ? 'success' : reply.statusCode < 500 ? 'refused' : 'fault',
          });
        done();
      });
    }

    function measureStores(register: Registry): void {
      const pool = (
        app.database.client as {
          pool: { numUsed(): number; numFree(): number; numPendingAcquires(): number };
        }
      ).pool;
      new Gauge({
        name: 'waymark_database_connections',
        help: 'Connections of this process’s pool.',
        labelNames: ['state'],
        registers: [register],
        collect() {
          this.set({ state: 'used' }, pool.numUsed());
          this.set({ state: 'free' }, pool.numFree());
          this.set({ state: 'awaited' }, pool.numPendingAcquires());
        },
      });
      new Gauge({
        name: 'waymark_outbox_rows',
        help: 'Outbox rows that are not delivered.',
        labelNames: ['state'],
        registers: [register],
        async collect() {
          const { pending, dead } = await readLag();
          this.set({ state: 'pending' }, Number(pending));
          this.set({ state: 'dead' }, Number(dead));
        },
      });
      new Gauge({
        name: 'waymark_outbox_lag_seconds',
        help: 'Age of the oldest undelivered outbox row.',
        registers: [register],
        async collect() {
          this.set((await readLag()).oldest_seconds);
        },
      });
      new Gauge({
        name: 'waymark_grading_queue_depth',
        help: 'Gradings that wait or run, counted up to 10,000.',
        registers: [register],
        async collect() {
          const { rows: backlog } = await app.database.raw<{ rows: { depth: number }[] }>(
            'select grading_backlog(10000) as depth',
          );
          this.set(backlog[0]!.depth);
        },
      });
      new Gauge({
        name: 'waymark_processes',
        help: 'Unfinished processes of all organisations, by kind and state; need_person counts those a person must look at.',
        labelNames: ['kind', 'state'],
        registers: [register],
        async collect() {
          this.reset();
          const { rows } = await app.database.raw<{
            rows: { kind: string; state: string; processes: string; need_person: string }[];
          }>('select * from unfinished_process_counts()');
          for (const { kind, state, processes, need_person } of rows) {
            this.set({ kind, state }, Number(processes));
            this.inc({ kind, state: 'need_person' }, Number(need_person));
          }
        },
      });
      new Gauge({
        name: 'waymark_webhook_events',
        help: 'Events that providers told and no process has heard of yet; undeliverable ones need a person.',
        labelNames: ['provider', 'state'],
        registers: [register],
        async collect() {
          this.reset();
          const { rows } = await app.database.raw<{
            rows: { provider: string; state: string; events: string }[];
          }>('select * from webhook_event_counts()');
          for (const { provider, state, events } of rows) this.set({ provider, state }, Number(events));
        },
      });
    }

    /** What keeps the platform whole has no process of its own: that it stopped is seen here. */
    function measureSchedules(register: Registry): void {
      new Gauge({
        name: 'waymark_schedule_success_age_seconds',
        help: 'How long ago each of the platform’s own schedules last did its work.',
        labelNames: ['schedule'],
        registers: [register],
        async collect() {
          this.reset();
          const rows = await app
            .database('worker_heartbeats')
            .where({ queue: 'schedule' })
            .select<{ worker: string; seconds: number }[]>(
              'worker',
              app.database.raw('extract(epoch from now() - seen_at)::float8 as seconds'),
            );
          for (const { worker, seconds } of rows)
            this.set({ schedule: worker.replace('schedule:', '') }, seconds);
        },
      });
    }

    async function readLag(): Promise<{ pending: string; oldest_seconds: number; dead: string }> {
      const { rows } = await app.database.raw<{
        rows: { pending: string; oldest_seconds: number; dead: string }[];
      }>('select * from outbox_lag()');
      return rows[0]!;
    }
  },
  { name: 'metrics', dependencies: ['database'] },
);
