import fp from 'fastify-plugin';
import type { Knex } from 'knex';
import { openDatabase } from '#models/database/knex.ts';
import { openScopedReads } from '#models/database/scoped-reads.ts';
import type { ScopedReads } from '#models/database/scoped-reads.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** PostgreSQL as the application's role: rows of an organisation are seen only inside `inOrganisation`. */
    database: Knex;
    /** For hot reads: scope and one statement in a single round trip. */
    reads: ScopedReads;
  }
}

// As many as a plain pool has: a read takes an idle one first, because behind one that PostgreSQL is slow to answer it would wait (docs/benchmarks.md).
const maxReadConnections = 10;

/** Opens the pools, and closes them with the app. */
export default fp(
  async (app) => {
    const { url, directUrl, poolSize } = app.config.database;
    const database = openDatabase(url, { maximum: poolSize, applicationName: 'waymark-api' });
    app.decorate('database', database);
    app.decorate('reads', openScopedReads(directUrl, { maximum: Math.min(poolSize, maxReadConnections) }));
    app.addHook('onClose', async () => {
      await Promise.all([database.destroy(), app.reads.close()]);
    });
  },
  { name: 'database' },
);
