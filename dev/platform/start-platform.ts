import type { PlatformRun } from './platform-run.ts';
import { startApi } from './components/api.ts';
import { startDocker } from './components/docker.ts';
import { startMail } from './components/mail.ts';
import { startPostgres } from './components/postgres.ts';
import type { DatabaseUrls } from './components/postgres.ts';
import { startSite } from './components/site.ts';
import { startTemporal, temporalSettings } from './components/temporal.ts';
import { startGradingWorker, startWaymarkWorker } from './components/workers.ts';
import { prepareDemo } from './demo.ts';

export type RunningPlatform = { databases: DatabaseUrls; inboxUrl?: string };

/**
 * Starts every part at once, each as soon as what it needs is there. Site and API wait for neither Temporal nor Docker.
 * @param onSite called when pages can be opened
 * @returns when all parts answer, and grading has what it needs or waits for it
 */
export async function startPlatform(
  run: PlatformRun,
  onSite: (inboxUrl: string | undefined) => void,
): Promise<RunningPlatform> {
  const mail = startMail(run);
  const databases = startPostgres(run);
  const temporal = startTemporal(run);
  const docker = startDocker(run);
  const environment = Promise.all([databases, mail]).then(([urls, { smtpUrl, inboxUrl }]) =>
    applicationEnvironment(run, urls, smtpUrl, inboxUrl),
  );
  const api = environment.then((variables) => startApi(run, variables));
  const site = startSite(run);
  const demo = databases.then((urls) => prepareDemo(run, urls));
  const pages = Promise.all([mail, api, site, demo]).then(([{ inboxUrl }]) => onSite(inboxUrl));
  const worker = Promise.all([environment, temporal]).then(([variables]) =>
    startWaymarkWorker(run, variables),
  );
  // Not after Temporal: on a new machine the languages' images are built while Temporal's server still is.
  const grading = Promise.all([databases, docker]).then(([urls, dockerSocket]) =>
    startGradingWorker(run, { graderUrl: urls.grader, temporal: temporalSettings(run), dockerSocket }),
  );
  await Promise.all([pages, worker, grading]);
  const { inboxUrl } = await mail;
  return { databases: await databases, ...(inboxUrl ? { inboxUrl } : {}) };
}

/** What the API and the worker run with: a person's own settings, and ours. Never the owner's or the grader's role. */
function applicationEnvironment(
  run: PlatformRun,
  urls: DatabaseUrls,
  smtpUrl: string,
  inboxUrl: string | undefined,
): NodeJS.ProcessEnv {
  const { settings, secrets } = run;
  const temporal = temporalSettings(run);
  const { DATABASE_OWNER_URL: _owner, DATABASE_GRADER_URL: _grader, ...chosen } = settings.environment;
  return {
    // Whoever tries the demo looks into the inbox at once, not ten minutes later.
    ...(settings.demo && { NOTIFICATION_MAIL_AFTER_SECONDS: '20' }),
    ...chosen,
    NODE_ENV: 'production',
    WAYMARK_MODE: settings.mode,
    WAYMARK_DATA: settings.data,
    DATABASE_URL: urls.application,
    DATABASE_DIRECT_URL: urls.direct,
    DATABASE_RELAY_URL: urls.relay,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    API_PORT: String(settings.ports.api),
    API_URL: settings.apiUrl,
    WEB_PORT: String(settings.ports.site),
    SITE_URL: settings.siteUrl,
    TEMPORAL_UI_URL: `http://localhost:${settings.ports.temporalUi}`,
    JWT_SECRET: secrets.JWT_SECRET,
    FORWARD_SECRET: secrets.FORWARD_SECRET,
    MAIL_KEY: secrets.MAIL_KEY,
    METRICS_TOKEN: secrets.METRICS_TOKEN,
    SMTP_URL: smtpUrl,
    ...(inboxUrl ? { INBOX_URL: inboxUrl } : {}),
    MAIL_FROM: settings.environment.MAIL_FROM ?? 'Waymark <hello@waymark.example>',
  };
}
