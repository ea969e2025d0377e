import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export const root = path.resolve(import.meta.dirname, '../..');

export type Mode = 'demo' | 'production' | 'test';

export type Settings = {
  mode: Mode;
  /** Everything a run keeps. */
  data: string;
  ports: Record<PortName, number>;
  siteUrl: string;
  apiUrl: string;
  /** May the start install system packages? */
  install: boolean;
  demo: boolean;
  /** Does what is saved run at once (`npm run dev`)? */
  watch: boolean;
  /** Marks this data folder's containers. */
  sandboxLabel: string;
  environment: NodeJS.ProcessEnv;
};

/** The variable that moves each port, with its default. */
export const portVariables = {
  site: { variable: 'WEB_PORT', default: 3000 },
  api: { variable: 'API_PORT', default: 8000 },
  postgres: { variable: 'POSTGRES_PORT', default: 54320 },
  temporal: { variable: 'TEMPORAL_PORT', default: 7233 },
  temporalUi: { variable: 'TEMPORAL_UI_PORT', default: 8233 },
  smtp: { variable: 'SMTP_PORT', default: 1025 },
  mailbox: { variable: 'MAILBOX_PORT', default: 8025 },
  workerMetrics: { variable: 'WORKER_METRICS_PORT', default: 9465 },
  gradingWorkerMetrics: { variable: 'GRADING_WORKER_METRICS_PORT', default: 9466 },
} as const;

export type PortName = keyof typeof portVariables;

/**
 * Reads what a person may decide: the environment first, then the checkout's .env, then defaults.
 * @throws Error that names the variable when a value is not usable
 */
export function readSettings(parameters: string[]): Settings {
  const file = path.join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const environment = process.env;
  const mode = environment.WAYMARK_MODE ?? 'demo';
  if (mode !== 'demo' && mode !== 'production' && mode !== 'test')
    throw new Error(`WAYMARK_MODE is "${mode}"; it can be demo, production or test.`);
  const data = path.resolve(root, environment.WAYMARK_DATA ?? '.data');
  const ports = Object.fromEntries(
    Object.entries(portVariables).map(([name, port]) => [name, readPort(port.variable, port.default)]),
  ) as Settings['ports'];
  return {
    mode,
    data,
    ports,
    siteUrl: environment.SITE_URL ?? `http://localhost:${ports.site}`,
    apiUrl: environment.API_URL ?? `http://127.0.0.1:${ports.api}`,
    install: !parameters.includes('--no-install'),
    demo: mode === 'demo' && !parameters.includes('--no-demo'),
    watch: parameters.includes('--watch'),
    sandboxLabel: environment.SANDBOX_LABEL ?? `waymark-${dataFolderId(data)}`,
    environment,
  };
}

/** A short name for a data folder, the same at every start. */
export function dataFolderId(data: string): string {
  return createHash('sha256').update(data).digest('hex').slice(0, 12);
}

function readPort(variable: string, byDefault: number): number {
  const text = process.env[variable];
  if (!text) return byDefault;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${variable} is "${text}"; it must be a port from 1 to 65535.`);
  return port;
}
