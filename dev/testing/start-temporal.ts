import { developmentServerParameters } from '#temporal/server/development-server.ts';
import { findTemporalServer } from '#temporal/server/find-server.ts';
import { waitForTemporal } from '../platform/components/temporal.ts';
import { freePort } from '../processes/free-port.ts';
import { spawnWithLifeline } from '../processes/lifeline.ts';
import type { SharedServices } from './services.ts';

/** A Temporal development server for one test run, in memory, with our search attributes. */
export async function startTemporal(
  onStop: (stop: () => Promise<void>) => void,
): Promise<SharedServices['temporal']> {
  const { program } = await findTemporalServer(console.log);
  const port = await freePort();
  const server = spawnWithLifeline(program, [
    ...developmentServerParameters({ port }),
    // So early that a test sees an endless process begin its history anew; by default after 4,096 events.
    ...['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=200'],
  ]);
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  server.stdout?.resume();
  server.stderr?.resume();
  onStop(async () => {
    server.stdin?.end();
    await ended;
  });
  const address = `127.0.0.1:${port}`;
  await waitForTemporal({ address, namespace: 'default' });
  return { address };
}
