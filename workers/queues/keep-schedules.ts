import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { ReachableTemporal } from '#temporal/connection-settings.ts';
import { registerSearchAttributes } from '#temporal/server/search-attributes.ts';
import { ensureSchedules, reconcileNow } from '#temporal/schedules.ts';

const everyMilliseconds = 20_000;

/** Sees to it that the schedules exist, also after Temporal's store was lost; the reconciler runs at the start. */
export function keepSchedules(client: Client, settings: ReachableTemporal, log: Logger): { stop(): void } {
  let reconciled = false;

  async function look(): Promise<void> {
    try {
      const created = await ensureSchedules(client);
      // A store without schedules is a new one, and may lack the search attributes, without which no process could show its state.
      if (created.length > 0)
        log.info({ created, attributes: await registerSearchAttributes(settings) }, 'schedules created');
      if (!reconciled) await reconcileNow(client);
      reconciled = true;
    } catch (error) {
      log.warn({ err: error }, 'the schedules could not be looked after; trying again in 20 s');
    }
  }
  void look();
  const timer = setInterval(() => void look(), everyMilliseconds);
  return { stop: () => clearInterval(timer) };
}
