import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { listen } from '#models/database/listen.ts';
import { dispatchOutbox } from './dispatch-outbox.ts';

// The API tries at once; the relay comes a moment later, for what did not get through.
const afterNotifyMilliseconds = 150;
// Finds what is due again, and what a lost notification would have told.
const pollMilliseconds = 2_000;
const batch = 50;

export type RelayLog = { warn(details: object, message: string): void };

/**
 * Delivers outbox messages until it is stopped: woken by NOTIFY, and by a slow poll as a safety net. Any number of relays may run.
 * @param options.database a pool of the relay's role
 * @param options.listenUrl a direct connection string for LISTEN
 */
export function startOutboxRelay(options: {
  database: Knex;
  client: Client;
  listenUrl: string;
  log: RelayLog;
}): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let timerDue = Infinity;
  let pass: Promise<void> = Promise.resolve();

  /** Runs a pass after `milliseconds`, unless one is due before. */
  function wake(milliseconds: number): void {
    const due = Date.now() + milliseconds;
    if (stopped || due >= timerDue) return;
    clearTimeout(timer);
    timerDue = due;
    timer = setTimeout(() => {
      timerDue = Infinity;
      pass = pass.then(run);
    }, milliseconds);
  }

  async function run(): Promise<void> {
    if (stopped) return;
    try {
      const report = await dispatchOutbox(options.database, options.client, { atMost: batch });
      wake(report.claimed === batch && !report.unavailable ? 0 : pollMilliseconds);
    } catch (error) {
      options.log.warn({ err: error }, 'the relay could not read the outbox');
      wake(pollMilliseconds);
    }
  }

  const listener = listen({
    url: options.listenUrl,
    channel: 'outbox',
    onNotification: () => wake(afterNotifyMilliseconds),
    onConnected: () => wake(0),
    onLost: (error) =>
      options.log.warn({ err: error }, 'the relay no longer hears of new messages and polls until it does'),
  });
  wake(0);
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await listener.close();
      await pass;
    },
  };
}
