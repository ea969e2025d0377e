import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { developmentServerParameters } from '#temporal/server/development-server.ts';
import { findTemporalServer } from '#temporal/server/find-server.ts';
import { machineEnvironment } from '../platform-run.ts';
import type { PlatformRun } from '../platform-run.ts';
import { createTestRun } from '../testing/platform-run.ts';
import { startTemporal, temporalAddress, waitForTemporal } from './temporal.ts';
import { prepareTemporalDatabase } from './temporal-database.ts';

async function connectTo(address: string): Promise<Connection> {
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  return connection;
}

/** The server as it ran while its database lay in the data folder itself. */
async function serverOfAnOlderStart(run: PlatformRun): Promise<{ client: Client; stop(): Promise<void> }> {
  const { ports, data } = run.settings;
  const server = run.supervise({
    name: 'older',
    stop: 'temporal',
    program: (await findTemporalServer(() => undefined)).program,
    parameters: developmentServerParameters({
      port: ports.temporal,
      databaseFile: path.join(data, 'temporal.db'),
    }),
    environment: machineEnvironment(),
  });
  const address = temporalAddress(run);
  await waitForTemporal({ address, namespace: 'default' });
  return { client: new Client({ connection: await connectTo(address) }), stop: () => server.stop() };
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

test('Temporal’s database is out of other users’ reach, and a process in the database of an older start goes on', async () => {
  const run = await createTestRun();
  const older = await serverOfAnOlderStart(run);
  const { workflowId } = await older.client.workflow.start('waiting', {
    taskQueue: 'nobody',
    workflowId: 'before',
  });
  await older.stop();

  await startTemporal(run);
  const connection = await connectTo(temporalAddress(run));
  const { status } = await new Client({ connection }).workflow.getHandle(workflowId).describe();
  expect(status.name).toBe('RUNNING');
  expect(existsSync(path.join(run.settings.data, 'temporal/temporal.db'))).toBe(true);
  expect((await stat(path.join(run.settings.data, 'temporal'))).mode & 0o777).toBe(0o700);
  const besideIt = (await readdir(run.settings.data)).filter((name) => name.startsWith('temporal.db'));
  expect(besideIt).toEqual([]);
});

test('a move that was cut off goes on, and never overwrites a newer database', async () => {
  const { data } = (await createTestRun()).settings;
  const file = path.join(data, 'temporal/temporal.db');
  await mkdir(path.dirname(file));
  await writeFile(`${file}-wal`, 'its log');
  await writeFile(path.join(data, 'temporal.db'), 'older');
  expect(await prepareTemporalDatabase(data)).toBe(file);
  expect(await readFile(file, 'utf8')).toBe('older');
  await writeFile(path.join(data, 'temporal.db'), 'left by another version');
  await prepareTemporalDatabase(data);
  expect(await readFile(file, 'utf8')).toBe('older');
  expect(await readFile(`${file}-wal`, 'utf8')).toBe('its log');
});
