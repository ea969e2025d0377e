import { connectMailServer } from '#activities/clients/mail-server.ts';
import { shareLimit } from '#activities/clients/shared-limit.ts';
import { createMailActivities } from '#activities/send-mail.ts';
import { openDatabase } from '#models/database/knex.ts';
import { outwardQueue } from '#temporal/task-queues.ts';
import type { Queue } from '../run-workers.ts';
import { readOutwardSettings } from '../settings.ts';
import { startHeartbeat } from '../worker-heartbeat.ts';

/** What is registered on the queue `outward`; the tools are first used when an activity runs. */
export const outwardActivities = createMailActivities;

/** Everybody outside: the mail server today. It alone holds their secrets. */
export const outward: Queue = {
  queue: outwardQueue,
  open: async (environment, { log }) => {
    const settings = readOutwardSettings(environment);
    const database = openDatabase(settings.databaseUrl, { applicationName: 'waymark-outward' });
    const { mailsPerMinute: perMinute } = settings;
    const mailLimit = shareLimit(database, { account: 'mail', perMinute, atOnce: Math.ceil(perMinute / 20) });
    const heartbeat = startHeartbeat({ database, queue: outwardQueue, log, state: async () => ({}) });
    return {
      worker: {
        activities: outwardActivities({
          database,
          server: connectMailServer(settings.smtpUrl, mailLimit),
          siteUrl: settings.siteUrl,
          from: settings.mailFrom,
          mailKey: settings.mailKey,
        }),
        // A cancel travels with the answer to a heartbeat.
        maxHeartbeatThrottleInterval: '2 seconds',
        shutdownGraceTime: '3 seconds',
      },
      close: async () => {
        await heartbeat.stop();
        await database.destroy();
      },
    };
  },
};
