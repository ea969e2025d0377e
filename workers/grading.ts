import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { Worker } from '@temporalio/worker';
import closeWithGrace from 'close-with-grace';
import { createGradingActivities } from '#activities/grade-submission.ts';
import { createRunCodeActivities } from '#activities/run-code.ts';
import { openDatabase } from '#models/database/knex.ts';
import { createSandbox } from '#sandbox/index.ts';
import { gradingQueue } from '#temporal/task-queues.ts';
import { connectWorker } from './connect-worker.ts';
import { keepLanguagesReady } from './keep-languages-ready.ts';
import { workerLogger } from './logging.ts';
import { readGradingWorkerSettings } from './settings.ts';
import { livingOwners, startHeartbeat } from './worker-heartbeat.ts';

/** The worker beside the Docker socket. It has the grader's database role and no secret of the application. */
const settings = readGradingWorkerSettings(process.env);
const log = workerLogger('grading-worker', settings.logLevel);
const database = openDatabase(settings.graderUrl, {
  applicationName: 'waymark-grading-worker',
  maximum: settings.slots + 4,
  pipeline: true,
});
// Several workers may share a Docker host and a label: each removes its own containers, and those of owners that are silent.
const owner = randomUUID();
const sandbox = createSandbox({
  docker: { socketPath: settings.dockerSocket },
  label: settings.sandboxLabel,
  owner,
  livingOwners: () => livingOwners(database, gradingQueue),
  slots: settings.slots,
  pools: [
    { language: 'python', memoryMb: 128, warm: settings.slots + 1 },
    { language: 'javascript', memoryMb: 128, warm: 1 },
  ],
  logger: log,
});
const languages = keepLanguagesReady(sandbox, log);
const heartbeat = startHeartbeat({
  database,
  queue: gradingQueue,
  log,
  state: async () => ({ owner, slots: settings.slots, ...(await languages.state()) }),
});

const connection = await connectWorker(settings.temporal.address, log);
const worker = await Worker.create({
  connection,
  namespace: settings.temporal.namespace,
  taskQueue: gradingQueue,
  activities: {
    ...createGradingActivities({ database, sandbox }),
    ...createRunCodeActivities({ database, sandbox }),
  },
  // One more than the sandbox runs at once: it is read and ready when a slot gets free.
  maxConcurrentActivityTaskExecutions: settings.slots + 1,
  // A cancel travels with the answer to a heartbeat.
  maxHeartbeatThrottleInterval: '2 seconds',
  shutdownGraceTime: '1 second',
});

log.info({ slots: settings.slots }, 'grading');
const ended = worker.run().finally(async () => {
  await Promise.all([heartbeat.stop(), languages.stop()]);
  await sandbox.close();
  await Promise.all([connection.close(), database.destroy()]);
});
closeWithGrace({ delay: 12_000, logger: log }, async () => {
  worker.shutdown();
  await ended;
});
await ended;
