import process from 'node:process';
import Fastify from 'fastify';
import pg from 'pg';
import { asFound, thingsStatement } from '#models/search/find-things.ts';
import type { CountedThing } from '#models/search/find-things.ts';
import type { Role } from '#domain/permissions.ts';
import { presentThing } from '#api/routes/search/present.ts';

/**
 * The least a server could do for a search's bytes: Fastify, one pool, the same SQL, JSON.stringify. No sign-in, no limits, no row-level security, no schemas.
 * Arguments: the database's URL, the organisation's id, the reader's id and role. Prints the port it listens on.
 */
const [url, organisation, userId, role] = process.argv.slice(2) as [string, string, string, Role];
const pool = new pg.Pool({
  connectionString: url,
  max: 10,
  options: `-c plan_cache_mode=force_generic_plan -c waymark.organisation_id=${organisation}`,
});
const app = Fastify();

app.get('/search', async (request, reply) => {
  const { q, api } = request.query as { q: string; api: string };
  const { rows } = await pool.query<CountedThing>(
    thingsStatement({ reader: { userId, role }, query: q, page: 1, pageSize: 20 }),
  );
  const { count, rows: found } = asFound(rows);
  const next = count > 20 ? `${api}/api/search?${new URLSearchParams({ q, page: '2' }).toString()}` : null;
  const data = { count, next, previous: null, results: found.map(presentThing) };
  return reply.type('application/json').send(JSON.stringify({ status: 'success', data, message: 'OK' }));
});

await app.listen({ port: 0, host: '127.0.0.1' });
console.log((app.server.address() as { port: number }).port);
