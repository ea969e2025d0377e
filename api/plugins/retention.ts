import fp from 'fastify-plugin';
import { forgetExpired } from '#models/database/forget-expired.ts';

const everyMs = 10 * 60_000;

/** Every ten minutes removes rows that nobody can use any more. Two processes at it do no harm. */
export default fp(
  async (app) => {
    let underWay = Promise.resolve();
    const timer = setInterval(() => {
      underWay = forgetExpired(app.database).then(
        (removed) => app.log.debug({ removed }, 'expired rows removed'),
        (error: unknown) => app.log.warn({ err: error }, 'expired rows could not be removed'),
      );
    }, everyMs);
    app.addHook('preClose', async () => {
      clearInterval(timer);
      await underWay;
    });
  },
  { name: 'retention', dependencies: ['database'] },
);
