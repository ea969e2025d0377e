import { Client } from '@temporalio/client';
import type { Knex } from 'knex';

/**
 * Counts what goes out to the database and to Temporal, until `end`.
 * @returns a client like the one given, each of whose calls is counted
 */
export function countCalls(
  database: Knex,
  client: Client,
): { client: Client; end(): { statements: number; calls: number } } {
  const counts = { statements: 0, calls: 0 };
  const count = () => void (counts.statements += 1);
  database.on('query', count);
  const { workflowService } = client.connection;
  const counting = new Proxy(workflowService, {
    get: (service, method) => {
      const called: unknown = Reflect.get(service, method, service);
      if (typeof called !== 'function') return called;
      return (...parameters: unknown[]): unknown => {
        counts.calls += 1;
        return Reflect.apply(called, service, parameters);
      };
    },
  });
  const connection = new Proxy(client.connection, {
    get: (target, property) =>
      property === 'workflowService' ? counting : (Reflect.get(target, property, target) as unknown),
  });
  return {
    client: new Client({ connection, namespace: client.options.namespace }),
    end: () => {
      database.off('query', count);
      return counts;
    },
  };
}
