import process from 'node:process';
import Fastify from 'fastify';
import pg from 'pg';
import '#models/database/numbers.ts';
import { asFound, processesStatement, processStatement } from '#models/processes/find-processes.ts';
import type { CountedRow, ProcessRow } from '#models/processes/find-processes.ts';
import { eventsStatement } from '#models/processes/process-event.ts';
import type { ProcessEvent } from '#models/processes/process-event.ts';
import { connectTemporal } from '#temporal/connect.ts';
import { describeProcess } from '#temporal/describe-process.ts';
import { presentProcess, presentProcessDetail } from '#api/routes/ops/processes/present.ts';
import type { Viewer } from '#api/viewer.ts';

/**
 * The least a server could do for the console's bytes: Fastify, one pool, the same SQL and the same question to Temporal, JSON.stringify. No sign-in, no limits,
 * no row-level security, no schemas.
 * Arguments: the database's URL, the organisation's id, Temporal's address and namespace. Prints the port it listens on.
 */
const [url, organisation, address, namespace] = process.argv.slice(2) as [string, string, string, string];
const pool = new pg.Pool({
  connectionString: url,
  max: 10,
  options: `-c plan_cache_mode=force_generic_plan -c waymark.organisation_id=${organisation}`,
});
const temporal = connectTemporal({ address, namespace });
const app = Fastify();
const success = (data: unknown) => JSON.stringify({ status: 'success', data, message: 'OK' });
const viewer = { role: 'admin' } as Viewer;

app.get('/list', async (request, reply) => {
  const { api } = request.query as { api: string };
  const { rows } = await pool.query<CountedRow>(processesStatement({ filter: {}, page: 1, pageSize: 20 }));
  const found = asFound(rows);
  const next = `${api}/api/ops/processes?page_size=20&page=2`;
  const page = { count: found.count, next, previous: null, results: found.rows.map(presentProcess) };
  return reply.type('application/json').send(success(page));
});

app.get('/one/:workflowId', async (request, reply) => {
  const { workflowId } = request.params as { workflowId: string };
  const [{ rows }, { rows: events }, description] = await Promise.all([
    pool.query<ProcessRow>(processStatement(workflowId)),
    pool.query<ProcessEvent>(eventsStatement(workflowId, 500)),
    describeProcess(temporal.client, workflowId),
  ]);
  const detail = presentProcessDetail(rows[0]!, events.reverse(), description, { viewer, temporalUrl: null });
  return reply.type('application/json').send(success(detail));
});

await app.listen({ port: 0, host: '127.0.0.1' });
console.log((app.server.address() as { port: number }).port);
