import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import process from 'node:process';
import { json } from 'node:stream/consumers';

/**
 * Real components that tests share. Each is started when the first test asks, and stopped when the run ends.
 * `postgres`: a cluster with the migrated template database. `temporal`: a dev server with its search attributes.
 * `time-skipping`: the program of Temporal's time-skipping server. `docker`: the socket of an engine. `chromium`, `firefox`: a browser's program.
 * `workflow-bundle`: the file of the one workflow bundle.
 */
export type SharedServices = {
  postgres: {
    port: number;
    ownerPassword: string;
    applicationPassword: string;
    relayPassword: string;
    graderPassword: string;
  };
  temporal: { address: string };
  'time-skipping': { executable: string };
  /** `pidFile` names the engine's process where it is the run's own: it comes back when it is killed. */
  docker: { socket: string; label: string; pidFile: string | null };
  chromium: { executable: string };
  firefox: { executable: string };
  'workflow-bundle': { file: string };
  platform: {
    apiUrl: string;
    siteUrl: string;
    mailUrl: string;
    data: string;
    ownerUrl: string;
    temporalAddress: string;
  };
};

export type ServiceName = keyof SharedServices;

/** The environment variable through which test processes learn where to ask. */
export const brokerVariable = 'WAYMARK_TEST_SERVICES';

/**
 * Asks for a shared component, which starts it when nobody has yet. Waits as long as that takes.
 * @throws Error with the reason when it cannot be had on this machine
 */
export async function sharedService<Name extends ServiceName>(name: Name): Promise<SharedServices[Name]> {
  const broker = process.env[brokerVariable];
  if (!broker)
    throw new Error('Shared test services run only under vitest with the project’s vitest.config.ts.');
  // Not fetch: it gives up after five minutes, and on a new machine Temporal's server may take longer to build.
  const [response] = (await once(get(`${broker}/${name}`), 'response')) as [IncomingMessage];
  const answer = (await json(response)) as { service: SharedServices[Name] } | { error: string };
  if ('error' in answer) throw new Error(`${name}: ${answer.error}`);
  return answer.service;
}
