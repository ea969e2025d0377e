import { finished } from 'node:stream';
import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    /** Runs work once the answer is sent, so that its duration tells the caller nothing. A fault of it is logged; closing the app waits for it. */
    afterAnswer(reply: FastifyReply, work: () => Promise<void>): void;
  }
}

export default fp(
  async (app) => {
    const underWay = new Set<Promise<void>>();
    app.decorate('afterAnswer', (reply, work) => {
      const running = new Promise<void>((resolve) => finished(reply.raw, () => resolve()))
        .then(work)
        .catch((error: unknown) => reply.log.error({ err: error }, 'work after an answer failed'))
        .finally(() => underWay.delete(running));
      underWay.add(running);
    });
    app.addHook('preClose', async () => void (await Promise.all(underWay)));
  },
  { name: 'after-answer' },
);
