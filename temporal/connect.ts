import { Client, Connection } from '@temporalio/client';

/**
 * A client of the Temporal server that connects at its first call, so that the API starts while Temporal is down.
 * @param options.address host:port, `TEMPORAL_ADDRESS`
 */
export function connectTemporal(options: { address: string; namespace: string }): {
  client: Client;
  close(): Promise<void>;
} {
  // Without the SDK's retrying interceptor: its timer would call a connection closed meanwhile, which ends the process. The relay tries again.
  const connection = Connection.lazy({ address: options.address, interceptors: [] });
  return {
    client: new Client({ connection, namespace: options.namespace }),
    close: () => connection.close(),
  };
}
