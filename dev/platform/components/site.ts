import path from 'node:path';
import process from 'node:process';
import { buildSite } from '../build-site.ts';
import { startDemoControl } from '../demo-control.ts';
import { machineEnvironment } from '../platform-run.ts';
import type { PlatformRun } from '../platform-run.ts';
import { root } from '../settings.ts';
import { waitForHttp } from '../wait-for-http.ts';

/**
 * Builds the site when its sources changed and serves it; under `npm run dev` it serves the sources.
 * It asks the API for everything, so it needs nothing else of ours.
 */
export async function startSite(run: PlatformRun): Promise<void> {
  const { settings, secrets, progress } = run;
  const source = settings.watch
    ? { NODE_ENV: 'development', WEB_HANDLER: path.join(root, 'web/development.ts') }
    : { NODE_ENV: 'production', WEB_BUILD: await freshBuild() };
  const demoControl = await offerDemoControl(run);
  await progress.step('Site', 'starting it', async () => {
    run.supervise({
      name: 'site',
      stop: 'site',
      program: process.execPath,
      parameters: [path.join(root, 'web/server.ts')],
      // SvelteKit takes the folder it is started in for the site's own while it serves the sources.
      folder: path.join(root, 'web'),
      environment: {
        ...machineEnvironment(),
        ...source,
        WAYMARK_MODE: settings.mode,
        WEB_PORT: String(settings.ports.site),
        ...(settings.environment.WEB_HOST ? { WEB_HOST: settings.environment.WEB_HOST } : {}),
        SITE_URL: settings.siteUrl,
        API_URL: `http://127.0.0.1:${settings.ports.api}`,
        FORWARD_SECRET: secrets.FORWARD_SECRET,
        ...(settings.environment.SMTP_URL ? {} : { INBOX_URL: `http://localhost:${settings.ports.mailbox}` }),
        ...demoControl,
      },
      stopWithinMs: 5_000,
    });
    await waitForHttp(`http://127.0.0.1:${settings.ports.site}/api/health`, run.stopping);
  });

  function freshBuild(): Promise<string> {
    return progress.step('Site build', 'looking whether it is fresh', (say) => buildSite(say));
  }
}

/** In a demo, and only there, the site may kill the grading worker; the variables say how. */
async function offerDemoControl(run: PlatformRun): Promise<NodeJS.ProcessEnv> {
  if (!run.settings.demo) return {};
  const control = await startDemoControl(() => run.supervised('grading-worker')?.identity());
  run.afterStop('site', () => control.close());
  return { DEMO_CONTROL_URL: control.url, DEMO_CONTROL_TOKEN: control.token };
}
