import process from 'node:process';
import { startBroker } from './broker.ts';
import { brokerVariable } from './services.ts';
import { starters } from './starters.ts';

/** Runs once a test run, in vitest's main process. Nothing is started before a test asks. */
export default async function setup(): Promise<() => Promise<void>> {
  const broker = await startBroker(starters);
  process.env[brokerVariable] = broker.url;
  return broker.stop;
}
