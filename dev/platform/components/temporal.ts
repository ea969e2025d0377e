import path from 'node:path';
import { Connection } from '@temporalio/client';
import { developmentServerParameters } from '#temporal/server/development-server.ts';
import { findTemporalServer } from '#temporal/server/find-server.ts';
import { registerSearchAttributes } from '#temporal/server/search-attributes.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { machineEnvironment } from '../platform-run.ts';
import type { PlatformRun } from '../platform-run.ts';

/** The address at which Temporal will answer: known before it does, so that the API can start without it. */
export function temporalAddress(run: Pick<PlatformRun, 'settings'>): string {
  return run.settings.environment.TEMPORAL_ADDRESS || `127.0.0.1:${run.settings.ports.temporal}`;
}

/** Brings up Temporal's server with its database and UI, or takes the one at TEMPORAL_ADDRESS. Resolves when it answers and knows our search attributes. */
export async function startTemporal(run: PlatformRun): Promise<void> {
  const { settings } = run;
  const address = temporalAddress(run);
  await run.progress.step('Temporal', 'starting the server on its database', async (say) => {
    if (!settings.environment.TEMPORAL_ADDRESS) {
      const { program } = await findTemporalServer(say);
      run.supervise({
        name: 'temporal',
        stop: 'temporal',
        program,
        parameters: developmentServerParameters({
          port: settings.ports.temporal,
          uiPort: settings.ports.temporalUi,
          databaseFile: path.join(settings.data, 'temporal.db'),
        }),
        environment: machineEnvironment(),
      });
    }
    await waitForTemporal(address, run.stopping);
    await registerSearchAttributes(address, settings.environment.TEMPORAL_NAMESPACE ?? 'default');
  });
}

/** Resolves when the server at an address answers for its namespace. */
export async function waitForTemporal(address: string, signal?: AbortSignal): Promise<void> {
  await waitFor(
    `Temporal answering at ${address}`,
    async () => {
      const connection = await Connection.connect({ address, connectTimeout: 2_000 });
      try {
        await connection.workflowService.describeNamespace({ namespace: 'default' });
        return true;
      } finally {
        await connection.close();
      }
    },
    { withinMs: 120_000, ...(signal ? { signal } : {}) },
  );
}
