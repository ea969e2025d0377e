import { Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { createTestRun } from '../testing/platform-run.ts';
import { startTemporal, temporalAddress, waitForTemporal } from './temporal.ts';

async function connectTo(address: string): Promise<Connection> {
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  return connection;
}

test('TEMPORAL_NAMESPACE is there once Temporal’s server is up, with the search attributes', async () => {
  const run = await createTestRun({ TEMPORAL_NAMESPACE: 'school' });
  await startTemporal(run);
  const { operatorService } = await connectTo(temporalAddress(run));
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace: 'school' });
  expect(Object.keys(customAttributes ?? {})).toEqual(
    expect.arrayContaining(['organisation', 'user', 'process', 'state']),
  );
});

test('of a server elsewhere the namespace that was set is asked for, and no other', async () => {
  const own = await createTestRun();
  await startTemporal(own);
  const address = temporalAddress(own);
  const { workflowService } = await connectTo(address);

  const run = await createTestRun({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'school' });
  const starting = startTemporal(run);
  await expect(
    waitForTemporal({ address, namespace: 'school' }, AbortSignal.timeout(2_000)),
  ).rejects.toThrow();
  await workflowService.registerNamespace({
    namespace: 'school',
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await starting;
});
