import process from 'node:process';
import { explainFailure } from './commands/explain-failure.ts';
import { checkPorts } from './platform/check-ports.ts';
import { seedDemo } from './platform/demo.ts';
import { endLeftOvers } from './platform/left-overs.ts';
import { createPlatformRun } from './platform/platform-run.ts';
import { printAddresses } from './platform/print-addresses.ts';
import { terminalProgress } from './platform/progress.ts';
import { recordRun } from './platform/run-record.ts';
import { readSecrets } from './platform/secrets.ts';
import { readSettings } from './platform/settings.ts';
import { startPlatform } from './platform/start-platform.ts';
import { whenToldToStop } from './platform/when-told-to-stop.ts';

/** `npm start` and `npm run dev`: brings everything up, keeps it up, and takes it down again. */
try {
  const settings = readSettings(process.argv.slice(2));
  const progress = terminalProgress();
  await endLeftOvers(settings.data, progress);
  await checkPorts(settings);
  const secrets = await readSecrets(settings.data);
  const recorder = recordRun({
    data: settings.data,
    sandboxLabel: settings.sandboxLabel,
    urls: {
      site: settings.siteUrl,
      api: `http://localhost:${settings.ports.api}`,
      mailbox: `http://localhost:${settings.ports.mailbox}`,
      temporal: `http://localhost:${settings.ports.temporalUi}`,
    },
  });
  const run = createPlatformRun({ settings, secrets, progress, recorder });
  const stop = whenToldToStop(async () => {
    console.log('Stopping site, API, workers, Temporal and PostgreSQL.');
    await run.stop();
    recorder.close();
    console.log('Stopped. The data is kept.');
  });
  try {
    const { databases } = await startPlatform(run, (inboxUrl) => printAddresses(settings, inboxUrl));
    recorder.update({ ready: true, ...(databases.owner ? { databaseOwnerUrl: databases.owner } : {}) });
    await seedDemo(run, databases);
  } catch (error) {
    if (!run.stopping.aborted) {
      explainFailure(error);
      await stop(1);
    }
  }
} catch (error) {
  explainFailure(error);
}
