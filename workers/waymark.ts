import path from 'node:path';
import process from 'node:process';
import { Worker } from '@temporalio/worker';
import closeWithGrace from 'close-with-grace';
import { createAnnouncingActivities } from '#activities/announce-grading.ts';
import { connectMailServer } from '#activities/clients/mail-server.ts';
import { createHousekeepingActivities } from '#activities/housekeeping.ts';
import { createReconcilingActivities } from '#activities/reconcile.ts';
import { createMailActivities } from '#activities/send-mail.ts';
import { openDatabase } from '#models/database/knex.ts';
import { connectTemporal } from '#temporal/connect.ts';
import { startOutboxRelay } from '#temporal/outbox-relay.ts';
import { waymarkQueue } from '#temporal/task-queues.ts';
import { connectWorker } from './connect-worker.ts';
import { keepSchedules } from './keep-schedules.ts';
import { workerLogger } from './logging.ts';
import { readWaymarkWorkerSettings } from './settings.ts';
import { startHeartbeat } from './worker-heartbeat.ts';

/** The worker of the processes themselves, with the application's database role, the outbox relay and the reconciler. */
const settings = readWaymarkWorkerSettings(process.env);
const log = workerLogger('waymark-worker', settings.logLevel);
const database = openDatabase(settings.databaseUrl, { applicationName: 'waymark-worker' });
const relayDatabase = openDatabase(settings.relayUrl, { applicationName: 'waymark-relay', maximum: 5 });

const temporal = connectTemporal(settings.temporal);
const relay = startOutboxRelay({
  database: relayDatabase,
  client: temporal.client,
  listenUrl: settings.directUrl,
  log,
});
const connection = await connectWorker(settings.temporal.address, log);
const worker = await Worker.create({
  connection,
  namespace: settings.temporal.namespace,
  taskQueue: waymarkQueue,
  workflowsPath: path.join(import.meta.dirname, '../workflows/index.ts'),
  activities: {
    ...createAnnouncingActivities({ database }),
    ...createMailActivities({
      database,
      server: connectMailServer(settings.smtpUrl),
      siteUrl: settings.siteUrl,
      from: settings.mailFrom,
      mailKey: settings.mailKey,
    }),
    ...createReconcilingActivities({ database, client: temporal.client }),
    ...createHousekeepingActivities({ database, relayDatabase }),
  },
  shutdownGraceTime: '3 seconds',
});

const schedules = keepSchedules(temporal.client, settings.temporal, log);
const heartbeat = startHeartbeat({ database, queue: waymarkQueue, log, state: async () => ({}) });
log.info('processes run');
const ended = worker.run().finally(async () => {
  schedules.stop();
  await Promise.all([heartbeat.stop(), relay.stop()]);
  await Promise.all([connection.close(), temporal.close(), database.destroy(), relayDatabase.destroy()]);
});
closeWithGrace({ delay: 12_000, logger: log }, async () => {
  worker.shutdown();
  await ended;
});
await ended;
