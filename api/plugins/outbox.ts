import type { Client } from '@temporalio/client';
import fp from 'fastify-plugin';
import { connectTemporal } from '#temporal/connect.ts';
import { dispatchOutbox } from '#temporal/dispatch-outbox.ts';

declare module 'fastify' {
  interface FastifyInstance {
    outbox: {
      /**
       * Tries to deliver the given outbox rows at once. Call it after the commit; there is no need to wait for it.
       * Never throws: what does not get through is the relay's, in the worker.
       */
      dispatch(ids: string[]): Promise<void>;
    };
    /** For what ops look at and ask of a running process; starting and signalling goes through the outbox. */
    temporal: Client;
  }
}

// While Temporal is away, trying for each request would only pile up calls that wait for their deadline.
const pauseMilliseconds = 2_000;
const maxAtOnce = 50;

export default fp(
  async (app) => {
    const { client, close } = connectTemporal(app.config.temporal);
    const underWay = new Set<Promise<void>>();
    let pausedUntil = 0;

    async function attempt(ids: string[]): Promise<void> {
      try {
        const { unavailable } = await dispatchOutbox(app.database, client, { only: ids, atMost: ids.length });
        if (unavailable) pausedUntil = Date.now() + pauseMilliseconds;
      } catch (error) {
        app.log.warn({ err: error, outbox: ids }, 'left to the relay');
      }
    }

    app.decorate('temporal', client);
    app.decorate('outbox', {
      dispatch: async (ids) => {
        if (ids.length === 0 || Date.now() < pausedUntil || underWay.size >= maxAtOnce) return;
        const work = attempt(ids).finally(() => underWay.delete(work));
        underWay.add(work);
        await work;
      },
    });
    app.addHook('onClose', async () => {
      await Promise.all(underWay);
      await close();
    });
  },
  { name: 'outbox', dependencies: ['database'] },
);
