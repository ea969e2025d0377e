import { isPortFree } from '../processes/free-port.ts';
import { portVariables } from './settings.ts';
import type { PortName, Settings } from './settings.ts';

const purposes: Record<PortName, string> = {
  site: 'the site',
  api: 'the API',
  postgres: 'PostgreSQL',
  temporal: 'Temporal',
  temporalUi: 'Temporal’s web UI',
  smtp: 'the mail catcher',
  mailbox: 'the mail catcher’s inbox page',
  workerMetrics: 'the worker’s metrics',
  gradingWorkerMetrics: 'the grading worker’s metrics',
};

/**
 * Makes sure that nobody else listens where we are about to.
 * @throws Error that names, for every port that is taken, the variable that moves it
 */
export async function checkPorts(settings: Settings): Promise<void> {
  const { environment, ports } = settings;
  const elsewhere: Partial<Record<PortName, boolean>> = {
    postgres: Boolean(environment.DATABASE_URL),
    temporal: Boolean(environment.TEMPORAL_ADDRESS),
    temporalUi: Boolean(environment.TEMPORAL_ADDRESS),
    smtp: Boolean(environment.SMTP_URL),
    mailbox: Boolean(environment.SMTP_URL),
  };
  const names = (Object.keys(ports) as PortName[]).filter((name) => !elsewhere[name]);
  const taken: PortName[] = [];
  for (const name of names) if (!(await isPortFree(ports[name]))) taken.push(name);
  if (taken.length === 0) return;
  const lines = taken.map(
    (name) =>
      `Port ${ports[name]}, wanted for ${purposes[name]}, is taken. Set ${portVariables[name].variable} to a free one.`,
  );
  throw new Error(lines.join('\n'));
}
