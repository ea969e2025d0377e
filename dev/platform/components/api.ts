import path from 'node:path';
import process from 'node:process';
import type { PlatformRun } from '../platform-run.ts';
import { root } from '../settings.ts';
import { waitForHttp } from '../wait-for-http.ts';

/** Starts the API and waits until it answers; it does so without Temporal and Docker too. */
export async function startApi(run: PlatformRun, environment: NodeJS.ProcessEnv): Promise<void> {
  const { settings } = run;
  await run.progress.step('API', 'starting it', async () => {
    run.supervise({
      name: 'api',
      stop: 'api',
      program: process.execPath,
      parameters: [path.join(root, 'api/server.ts')],
      folder: root,
      environment,
      sources: ['api', 'domain', 'models', 'temporal'],
    });
    await waitForHttp(`http://127.0.0.1:${settings.ports.api}/health/live`, run.stopping);
  });
}
