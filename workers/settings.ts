import os from 'node:os';
import { minutesBeforeMail } from '#domain/processes/notify.ts';
import { databasePasswordFault } from '#domain/secret-faults.ts';
import { readTemporalSettings } from '#temporal/connection-settings.ts';

type Environment = Record<string, string | undefined>;

/** @throws Error that names the variable when it is missing */
function required(environment: Environment, name: string, what: string): string {
  const value = environment[name];
  if (!value) throw new Error(`Set ${name}: ${what}.`);
  return value;
}

const inProduction = (environment: Environment): boolean => environment.WAYMARK_MODE === 'production';

/** @throws Error that names the variable when it is missing, or in production when its password could be guessed */
function databaseUrl(environment: Environment, name: string, whose: string): string {
  const url = required(environment, name, `the connection string of the ${whose} role`);
  const fault = inProduction(environment) && databasePasswordFault(url);
  if (fault)
    throw new Error(
      `Production refuses ${name}: it ${fault}. Give the role one of its own (alter role … password '…'), then set it here.`,
    );
  return url;
}

function count(environment: Environment, name: string, fallback: number): number {
  const value = Number(environment[name] ?? fallback);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${name} is “${environment[name] ?? ''}”; it must be a whole number from 1 up.`);
  return value;
}

export type ProcessSettings = ReturnType<typeof readProcessSettings>;

/** What every process of workers runs with, whatever its queues. */
export function readProcessSettings(environment: Environment) {
  return {
    temporal: readTemporalSettings(environment),
    logLevel: environment.LOG_LEVEL ?? 'info',
    /** Prometheus reads the SDK's metrics here, at /metrics, e.g. 127.0.0.1:9465; without it they are not served. A port for each process. */
    metricsAddress: environment.WORKER_METRICS_ADDRESS || null,
    /** Told to Temporal with the worker's name, so that ops see which build does what. */
    buildId: environment.BUILD_ID || 'development',
    /** Whether it waits for work until its build was made current (`npm run make-current`). */
    versioned: environment.WORKER_VERSIONING === 'true',
  };
}

/** What the worker of the queue `waymark` runs with. */
export function readWaymarkSettings(environment: Environment) {
  const pooledUrl = databaseUrl(environment, 'DATABASE_URL', 'application’s');
  return {
    databaseUrl: pooledUrl,
    directUrl: environment.DATABASE_DIRECT_URL
      ? databaseUrl(environment, 'DATABASE_DIRECT_URL', 'application’s')
      : pooledUrl,
    relayUrl: databaseUrl(environment, 'DATABASE_RELAY_URL', 'relay’s'),
    /** How long what people are told can be read in the panel before it is mailed. */
    mailAfterSeconds: count(environment, 'NOTIFICATION_MAIL_AFTER_SECONDS', minutesBeforeMail * 60),
  };
}

/** What the worker of the queue `outward` runs with: the secrets of those it talks to. */
export function readOutwardSettings(environment: Environment) {
  return {
    databaseUrl: databaseUrl(environment, 'DATABASE_URL', 'application’s'),
    siteUrl: environment.SITE_URL ?? 'http://localhost:3000',
    smtpUrl: environment.SMTP_URL || null,
    /** What the mail server takes from all our workers together. */
    mailsPerMinute: count(environment, 'MAILS_PER_MINUTE', 300),
    mailFrom: environment.MAIL_FROM ?? 'Waymark <no-reply@localhost>',
    mailKey: mailKey(environment),
  };
}

/** In production whoever sends mails does not hold the key that signs sessions. @throws Error that names the missing one */
function mailKey(environment: Environment): string {
  if (inProduction(environment))
    return required(environment, 'MAIL_KEY', 'links in mails are sealed with it, by the API with the same');
  return (
    environment.MAIL_KEY ||
    required(environment, 'JWT_SECRET', 'links in mails are sealed with it unless MAIL_KEY is set')
  );
}

/** What the worker beside the Docker socket runs with: no secret of the application is among it. */
export function readGradingSettings(environment: Environment) {
  return {
    graderUrl: databaseUrl(environment, 'DATABASE_GRADER_URL', 'grader’s'),
    dockerSocket: environment.DOCKER_SOCKET ?? '/var/run/docker.sock',
    sandboxLabel: environment.SANDBOX_LABEL ?? 'waymark',
    // Below the cores, so that API, database and the tests’ own measurements have room.
    slots: count(environment, 'GRADING_SLOTS', Math.max(1, os.availableParallelism() - 1)),
  };
}
