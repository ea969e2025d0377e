import { Client, Connection } from '@temporalio/client';
import { connectionOptionsOf } from './connection-settings.ts';
import type { ReachableTemporal } from './connection-settings.ts';

/**
 * A client of the Temporal server that connects at its first call, so that the API starts while Temporal is down.
 * @param settings as `readTemporalSettings` gives them
 */
export function connectTemporal(settings: ReachableTemporal): { client: Client; close(): Promise<void> } {
  // Without the SDK's retrying interceptor: its timer would call a connection closed meanwhile, which ends the process. The relay tries again.
  const connection = Connection.lazy({ ...connectionOptionsOf(settings), interceptors: [] });
  return {
    client: new Client({ connection, namespace: settings.namespace }),
    close: () => connection.close(),
  };
}
