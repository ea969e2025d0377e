import pg from 'pg';

export type ReadStatement = {
  /** Unique for the text, at most 63 characters: PostgreSQL keeps the plan under it. */
  name: string;
  text: string;
  values: unknown[];
};

/**
 * Reads in an organisation's scope with one round trip, where a transaction takes four. The pool is private and read-only. A connection keeps the scope
 * it was last given; a read for another organisation sends its scope and its statement together (pg's pipelining).
 * @param directUrl connection string of the application's role to PostgreSQL itself: a pooler between would hand the scope to another client
 */
export function openScopedReads(directUrl: string, options: { maximum: number }) {
  const scopes = new WeakMap<pg.PoolClient, string>();
  const pool = new pg.Pool({
    connectionString: directUrl,
    application_name: 'waymark-reads',
    max: options.maximum,
    pipeline: true,
    connectionTimeoutMillis: 10_000,
    options: '-c default_transaction_read_only=on',
  });
  // An idle connection that the server ends is not a fault: the next read opens another.
  pool.on('error', () => undefined);

  async function enter(client: pg.PoolClient, organisationId: string): Promise<void> {
    if (scopes.get(client) === organisationId) return;
    scopes.set(client, organisationId);
    await client.query({ name: 'scope', text: `select set_config('waymark.organisation_id', $1, false)`, values: [organisationId] });
  }

  return {
    /**
     * Runs one reading statement; it sees that organisation's rows only.
     * @returns its rows
     */
    async read<Row extends pg.QueryResultRow>(organisationId: string, statement: ReadStatement): Promise<Row[]> {
      const client = await pool.connect();
      const [entered, result] = await Promise.allSettled([enter(client, organisationId), client.query<Row>(statement)]);
      // A connection on which anything failed is thrown away: nobody need wonder which scope it is in.
      client.release(entered.status === 'rejected' || result.status === 'rejected');
      if (entered.status === 'rejected') throw entered.reason;
      if (result.status === 'rejected') throw result.reason;
      return result.value.rows;
    },

    close: () => pool.end(),
  };
}

export type ScopedReads = ReturnType<typeof openScopedReads>;
