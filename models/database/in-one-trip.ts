import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Client, QueryResultRow } from 'pg';

type Pool = { acquireConnection(): Promise<Client>; releaseConnection(connection: Client): Promise<void> };

/**
 * Runs statements that do not need each other's answers as one transaction in an organisation's scope, with one round trip instead of one a statement.
 * Each connection prepares a text once and keeps its plan: under row-level security, planning costs more than running. So give what varies as a
 * binding, and name the columns that come back: a type of one of them that changes under a living connection is an error of that connection.
 * @param database a pool opened with `pipeline`; without it the same happens, slower
 * @returns the rows of each statement, in order
 * @throws the first statement's error that failed; nothing was changed then
 */
export async function inOneTrip(
  database: Knex,
  organisationId: string,
  statements: readonly (Knex.Raw | Knex.QueryBuilder)[],
): Promise<QueryResultRow[][]> {
  const pool = database.client as Pool;
  const connection = await pool.acquireConnection();
  try {
    const scope = database.raw(`select set_config('waymark.organisation_id', ?, true)`, [organisationId]);
    const texts = [scope, ...statements].map((statement) => statement.toSQL().toNative());
    const sent = [
      connection.query('begin'),
      ...texts.map(({ sql, bindings }) =>
        connection.query<QueryResultRow>({ name: nameOf(sql), text: sql, values: bindings as unknown[] }),
      ),
      // Of a transaction in which a statement failed this makes a rollback.
      connection.query('commit'),
    ];
    const settled = await Promise.allSettled(sent);
    const failed = settled.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
    return settled
      .slice(2, -1)
      .map((each) => (each.status === 'fulfilled' ? (each.value.rows as QueryResultRow[]) : []));
  } finally {
    await pool.releaseConnection(connection);
  }
}

/** The name under which PostgreSQL keeps the plan of a text: one text, one name, of at most 63 characters. */
const nameOf = (text: string) => createHash('sha256').update(text).digest('base64url');
