import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { sharedService } from '#dev/testing/services.ts';

export type TestNamespace = {
  address: string;
  namespace: string;
  client: Client;
  connection: NativeConnection;
  close(): Promise<void>;
};

const keyword = 2;

/**
 * A namespace of the test file's own on the run's Temporal server: no worker of another test takes its processes.
 * Give `address` and `namespace` to the API as TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.
 */
export async function createTestNamespace(): Promise<TestNamespace> {
  const { address } = await sharedService('temporal');
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: { organisation: keyword, user: keyword, process: keyword, state: keyword },
  });
  const native = await NativeConnection.connect({ address });
  return {
    address,
    namespace,
    client: new Client({ connection, namespace }),
    connection: native,
    close: async () => {
      await native.close();
      await connection.close();
    },
  };
}
