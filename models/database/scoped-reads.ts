import { Socket } from 'node:net';
import pg from 'pg';
import './numbers.ts';

export type ReadStatement = {
  /** Unique for the text, at most 63 characters: PostgreSQL keeps the plan under it. */
  name: string;
  text: string;
  values: unknown[];
};

type Scope = { organisationId: string; entered: boolean };
type Connection = { client: pg.Client; socket: Socket; scope: Scope; underWay: number; gathered: number };

// A write costs more than a small read, so those of one turn go together; not all, or the last would wait for all the others.
const mostTogether = 8;
const noScope: Scope = { organisationId: '', entered: false };
// Reads that are slower would hold up those behind them on their connection. The statements are few and written for one plan each: planned once, because
// planning a list anew costs more than twice what reading it does, and PostgreSQL chooses between the two by estimated cost, connection by connection.
const settings =
  '-c default_transaction_read_only=on -c statement_timeout=10s -c plan_cache_mode=force_generic_plan';

/**
 * Reads in an organisation's scope with one round trip, where a transaction takes four. The connections are private and read-only. Each carries many reads
 * at a time (pg's pipelining), and what one turn of the event loop asks leaves in one write: that write is what a small read costs most.
 * A connection keeps the scope it was last given; a read for another organisation sends its scope and its statement together.
 * @param directUrl connection string of the application's role to PostgreSQL itself: a pooler between would hand the scope to another client
 */
export function openScopedReads(directUrl: string, options: { maximum: number }) {
  const connections: Connection[] = [];

  function connect(): Connection {
    const socket = new Socket();
    const config = {
      connectionString: directUrl,
      application_name: 'waymark-reads',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    };
    const client = new pg.Client({ ...config, stream: () => socket, pipeline: true, options: settings });
    const connection: Connection = { client, socket, scope: noScope, underWay: 0, gathered: 0 };
    // That an idle connection ends is not a fault: the next read opens another. Reads under way hear of it themselves.
    client.on('error', () => retire(connection));
    client.connect((error: Error | null) => error && retire(connection));
    connections.push(connection);
    return connection;
  }

  /** Takes no more reads; those under way are answered. */
  function retire(connection: Connection): void {
    const index = connections.indexOf(connection);
    if (index < 0) return;
    connections.splice(index, 1);
    connection.client.end(() => undefined);
  }

  /** One that was idle before this turn and gathers already; else the one with the least to do, at a tie one that needs no other scope. */
  function choose(organisationId: string): Connection {
    const costOf = ({ underWay, scope }: Connection) =>
      underWay + (scope.organisationId === organisationId ? 0 : 0.5);
    let best: Connection | undefined;
    for (const each of connections) {
      if (
        each.gathered > 0 &&
        each.gathered < mostTogether &&
        each.underWay === each.gathered &&
        each.scope.organisationId === organisationId
      )
        return each;
      if (!best || costOf(each) < costOf(best)) best = each;
    }
    return best && (best.underWay === 0 || connections.length >= options.maximum) ? best : connect();
  }

  function writeTogether(connection: Connection): void {
    connection.gathered += 1;
    if (connection.gathered > 1) return;
    connection.socket.cork();
    setImmediate(() => {
      connection.gathered = 0;
      connection.socket.uncork();
    });
  }

  function enter(connection: Connection, organisationId: string): Scope {
    if (connection.scope.organisationId === organisationId) return connection.scope;
    const scope = { organisationId, entered: false };
    connection.scope = scope;
    const statement = {
      name: 'scope',
      text: `select set_config('waymark.organisation_id', $1, false)`,
      values: [organisationId],
    };
    connection.client.query(statement, (error: Error | null) => {
      scope.entered = !error;
      if (error) retire(connection);
    });
    return scope;
  }

  return {
    /**
     * Runs one reading statement; it sees that organisation's rows only.
     * @returns its rows
     */
    read<Row extends pg.QueryResultRow>(organisationId: string, statement: ReadStatement): Promise<Row[]> {
      return new Promise((resolve, reject) => {
        const connection = choose(organisationId);
        connection.underWay += 1;
        writeTogether(connection);
        const scope = enter(connection, organisationId);
        connection.client.query<Row>(statement, (error: Error | null, result) => {
          connection.underWay -= 1;
          // A connection on which anything failed is thrown away: nobody need wonder which scope it is in.
          if (error) retire(connection);
          if (error) reject(error);
          // Answers come in the order of the questions, so by now it is known whether the scope was entered.
          else if (scope.entered) resolve(result.rows);
          else reject(new Error('The scope of the organisation could not be entered.'));
        });
      });
    },

    /** Waits for what is under way. */
    close: async (): Promise<void> => {
      await Promise.all(connections.splice(0).map(({ client }) => client.end()));
    },
  };
}

export type ScopedReads = ReturnType<typeof openScopedReads>;
