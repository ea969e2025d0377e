import path from 'node:path';
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { createAnnouncingActivities } from '#activities/announce-grading.ts';
import { createErasingActivities } from '#activities/erase-person.ts';
import { createExportActivities } from '#activities/export-person.ts';
import { createHousekeepingActivities } from '#activities/housekeeping.ts';
import { createNotifyingActivities } from '#activities/notify.ts';
import { createReconcilingActivities } from '#activities/reconcile.ts';
import { createRemindingActivities } from '#activities/remind.ts';
import { openDatabase } from '#models/database/knex.ts';
import { connectTemporal } from '#temporal/connect.ts';
import { startOutboxRelay } from '#temporal/outbox-relay.ts';
import { waymarkQueue } from '#temporal/task-queues.ts';
import type { Queue } from '../run-workers.ts';
import { readWaymarkSettings } from '../settings.ts';
import { startHeartbeat } from '../worker-heartbeat.ts';
import { keepSchedules } from './keep-schedules.ts';

/** What is registered on the queue `waymark`; the tools are first used when an activity runs. */
export function waymarkActivities(tools: {
  database: Knex;
  relayDatabase: Knex;
  client: Client;
  mailAfterSeconds: number;
}) {
  return {
    ...createAnnouncingActivities(tools),
    ...createReconcilingActivities(tools),
    ...createExportActivities(tools),
    ...createErasingActivities(tools),
    ...createNotifyingActivities(tools),
    ...createRemindingActivities(tools),
    ...createHousekeepingActivities(tools),
  };
}

/** The processes themselves, with the application's database role, the outbox relay and the reconciler. */
export const waymark: Queue = {
  queue: waymarkQueue,
  open: async (environment, { settings: { temporal: reach }, log }) => {
    const settings = readWaymarkSettings(environment);
    const database = openDatabase(settings.databaseUrl, { applicationName: 'waymark-worker' });
    const relayDatabase = openDatabase(settings.relayUrl, { applicationName: 'waymark-relay', maximum: 5 });
    const temporal = connectTemporal(reach);
    const { client } = temporal;
    const relay = startOutboxRelay({ database: relayDatabase, client, listenUrl: settings.directUrl, log });
    const schedules = keepSchedules(client, reach, log);
    const heartbeat = startHeartbeat({ database, queue: waymarkQueue, log, state: async () => ({}) });
    return {
      worker: {
        workflowsPath: path.join(import.meta.dirname, '../../workflows/index.ts'),
        activities: waymarkActivities({
          ...{ database, relayDatabase, client },
          mailAfterSeconds: settings.mailAfterSeconds,
        }),
        shutdownGraceTime: '3 seconds',
      },
      onRunning: () => log.info('processes run'),
      close: async () => {
        schedules.stop();
        await Promise.all([heartbeat.stop(), relay.stop()]);
        await Promise.all([temporal.close(), database.destroy(), relayDatabase.destroy()]);
      },
    };
  },
};
