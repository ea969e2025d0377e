import { Connection } from '@temporalio/client';
import { connectionOptionsOf, readTemporalSettings } from '#temporal/connection-settings.ts';
import type { ReachableTemporal, TemporalSettings } from '#temporal/connection-settings.ts';
import { developmentServerParameters } from '#temporal/server/development-server.ts';
import { findTemporalServer } from '#temporal/server/find-server.ts';
import { registerSearchAttributes } from '#temporal/server/search-attributes.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { machineEnvironment } from '../platform-run.ts';
import type { PlatformRun } from '../platform-run.ts';
import { prepareTemporalDatabase } from './temporal-database.ts';

/** The address at which Temporal will answer: known before it does, so that the API can start without it. */
export function temporalAddress(run: Pick<PlatformRun, 'settings'>): string {
  return run.settings.environment.TEMPORAL_ADDRESS || `127.0.0.1:${run.settings.ports.temporal}`;
}

/** How the platform's processes reach Temporal: its address, and what the person set beside it. */
export function temporalSettings(run: Pick<PlatformRun, 'settings'>): TemporalSettings {
  return { ...readTemporalSettings(run.settings.environment), address: temporalAddress(run) };
}

/** Brings up Temporal's server with its database and UI, or takes the one at TEMPORAL_ADDRESS. Resolves when it answers for TEMPORAL_NAMESPACE and knows our search attributes there. */
export async function startTemporal(run: PlatformRun): Promise<void> {
  const { settings } = run;
  const temporal = temporalSettings(run);
  await run.progress.step('Temporal', 'starting the server on its database', async (say) => {
    if (!settings.environment.TEMPORAL_ADDRESS) {
      const { program } = await findTemporalServer(say);
      run.supervise({
        name: 'temporal',
        stop: 'temporal',
        program,
        parameters: developmentServerParameters({
          namespace: temporal.namespace,
          port: settings.ports.temporal,
          uiPort: settings.ports.temporalUi,
          databaseFile: await prepareTemporalDatabase(settings.data),
        }),
        environment: machineEnvironment(),
      });
    }
    await waitForTemporal(temporal, run.stopping);
    await registerSearchAttributes(temporal);
  });
}

/** Resolves when the server answers for its namespace. @throws Error with the last refusal after two minutes, or when aborted */
export async function waitForTemporal(temporal: ReachableTemporal, signal?: AbortSignal): Promise<void> {
  const { address, namespace } = temporal;
  await waitFor(
    `Temporal answering at ${address} for the namespace ${namespace}`,
    async () => {
      const connection = await Connection.connect({
        ...connectionOptionsOf(temporal),
        connectTimeout: 2_000,
      });
      try {
        // Counting, unlike describing, is refused until every part of the server knows a namespace that was just made.
        await connection.workflowService.countWorkflowExecutions({ namespace });
        return true;
      } finally {
        await connection.close();
      }
    },
    { withinMs: 120_000, ...(signal ? { signal } : {}) },
  );
}
