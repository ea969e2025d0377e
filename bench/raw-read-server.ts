import process from 'node:process';
import Fastify from 'fastify';
import pg from 'pg';
import '#models/database/numbers.ts';
import type { ExerciseDetailRow } from '#models/exercises/find-exercise.ts';
import { exerciseStatement } from '#models/exercises/find-exercise.ts';
import type { ExerciseRow } from '#models/exercises/find-exercises.ts';
import { exercisesStatement } from '#models/exercises/find-exercises.ts';
import { presentDetail, presentSummary } from '#api/routes/grading/exercises/present-exercise.ts';

/**
 * The least a server could do for the same bytes: Fastify, one pool, the same SQL, JSON.stringify. No sign-in, no limits, no row-level security, no schemas.
 * Arguments: the database's URL, the viewer's id, the exercise's slug. Prints the port it listens on.
 */
const [url, viewerId, slug] = process.argv.slice(2) as [string, string, string];
const pool = new pg.Pool({
  connectionString: url,
  max: 10,
  options: '-c plan_cache_mode=force_generic_plan',
});
const app = Fastify();
const success = (data: unknown) => JSON.stringify({ status: 'success', data, message: 'OK' });

app.get('/one', async (_request, reply) => {
  const { rows } = await pool.query<ExerciseDetailRow>(
    exerciseStatement({ slug, viewerId, asAuthor: false }),
  );
  return reply.type('application/json').send(success(presentDetail(rows[0]!)));
});

app.get('/list', async (request, reply) => {
  const { rows } = await pool.query<ExerciseRow & { count: string }>(
    exercisesStatement({ viewerId, asAuthor: false, page: 1, pageSize: 20 }),
  );
  const { api } = request.query as { api: string };
  const next = `${api}/api/grading/exercises?page_size=20&page=2`;
  return reply
    .type('application/json')
    .send(
      success({ count: Number(rows[0]!.count), next, previous: null, results: rows.map(presentSummary) }),
    );
});

await app.listen({ port: 0, host: '127.0.0.1' });
console.log((app.server.address() as { port: number }).port);
