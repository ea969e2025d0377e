import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { createGradingActivities } from '#activities/grade-submission.ts';
import { createRunCodeActivities } from '#activities/run-code.ts';
import { createRunVisitorCodeActivities } from '#activities/run-visitor-code.ts';
import { warmPools } from '#domain/languages/warm-pools.ts';
import { openDatabase } from '#models/database/knex.ts';
import { createSandbox } from '#sandbox/index.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { gradingQueue } from '#temporal/task-queues.ts';
import type { Queue } from '../run-workers.ts';
import { readGradingSettings } from '../settings.ts';
import { livingOwners, startHeartbeat } from '../worker-heartbeat.ts';
import { keepLanguagesReady } from './keep-languages-ready.ts';

/** What is registered on the queue `grading`; the tools are first used when an activity runs. */
export function gradingActivities(tools: { database: Knex; sandbox: Sandbox }) {
  return {
    ...createGradingActivities(tools),
    ...createRunCodeActivities(tools),
    ...createRunVisitorCodeActivities(tools),
  };
}

/** Students' code, beside the Docker socket. It has the grader's database role and no secret of the application. */
export const grading: Queue = {
  queue: gradingQueue,
  open: async (environment, { log }) => {
    const { graderUrl, dockerSocket, sandboxLabel, slots } = readGradingSettings(environment);
    const database = openDatabase(graderUrl, {
      applicationName: 'waymark-grading-worker',
      maximum: slots + 4,
      pipeline: true,
    });
    // Several workers may share a Docker host and a label: each removes its own containers, and those of owners that are silent.
    const owner = randomUUID();
    const sandbox = createSandbox({
      docker: { socketPath: dockerSocket },
      label: sandboxLabel,
      owner,
      livingOwners: () => livingOwners(database, gradingQueue),
      slots,
      pools: warmPools(slots),
      logger: log,
    });
    const languages = keepLanguagesReady(sandbox, log);
    const state = async () => ({ owner, slots, ...(await languages.state()) });
    const heartbeat = startHeartbeat({ database, queue: gradingQueue, log, state });
    return {
      worker: {
        activities: gradingActivities({ database, sandbox }),
        // One more than the sandbox runs at once: it is read and ready when a slot gets free.
        maxConcurrentActivityTaskExecutions: slots + 1,
        // A cancel travels with the answer to a heartbeat.
        maxHeartbeatThrottleInterval: '2 seconds',
        shutdownGraceTime: '1 second',
      },
      onRunning: () => log.info({ slots }, 'grading'),
      close: async () => {
        await Promise.all([heartbeat.stop(), languages.stop()]);
        await sandbox.close();
        await database.destroy();
      },
    };
  },
};
