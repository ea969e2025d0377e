import os from 'node:os';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { WorkerOptions } from '@temporalio/worker';
import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { TaskQueue } from '#domain/processes/define-process.ts';
import { connectionOptionsOf } from '#temporal/connection-settings.ts';
import { deploymentName } from '#temporal/task-queues.ts';
import { readProcessSettings } from './settings.ts';
import type { ProcessSettings } from './settings.ts';

/** What one queue brings to the process it runs in. */
export type QueueParts = {
  /** Activities, workflows and limits of its worker. */
  worker: Pick<
    WorkerOptions,
    | 'activities'
    | 'workflowsPath'
    | 'maxConcurrentActivityTaskExecutions'
    | 'maxHeartbeatThrottleInterval'
    | 'shutdownGraceTime'
  >;
  /** Called once the worker runs, with the process's log. */
  onRunning?: () => void;
  /** Gives back what it holds, after its worker has ended. */
  close: () => Promise<void>;
};

export type Queue = {
  queue: TaskQueue;
  /** Opens what its activities need. @throws Error that names the setting that is missing */
  open: (
    environment: NodeJS.ProcessEnv,
    process: { settings: ProcessSettings; log: Logger },
  ) => Promise<QueueParts>;
};

/**
 * Runs the workers of some queues in this process until it is told to stop. A worker that starts before Temporal waits for it.
 * @param name of the process, in its logs
 */
export async function runWorkers(name: string, queues: readonly Queue[]): Promise<void> {
  const settings = readProcessSettings(process.env);
  const log = pino({
    level: settings.logLevel,
    base: { process: name },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  });
  installRuntime(log, settings);
  const opened = await Promise.all(queues.map(({ open }) => open(process.env, { settings, log })));
  const connection = await connect(settings, log);
  const workers = await Promise.all(
    opened.map((parts, index) => createWorker(connection, settings, queues[index]!.queue, parts)),
  );
  opened.forEach(({ onRunning }) => onRunning?.());
  const ended = Promise.all(workers.map((worker) => worker.run())).finally(async () => {
    await Promise.all(opened.map(({ close }) => close()));
    await connection.close();
  });
  closeWithGrace({ delay: 12_000, logger: log }, async () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await ended;
  });
  await ended;
}

function createWorker(
  connection: NativeConnection,
  { temporal, buildId, versioned }: ProcessSettings,
  taskQueue: TaskQueue,
  { worker }: QueueParts,
): Promise<Worker> {
  return Worker.create({
    ...worker,
    connection,
    namespace: temporal.namespace,
    taskQueue,
    identity: `${taskQueue}@${os.hostname()}#${process.pid}`,
    // Unversioned it takes what comes. Versioned it gets no work before its build is made current; then running processes go on with it,
    // since every build replays the histories of those before.
    workerDeploymentOptions: {
      version: { deploymentName, buildId },
      ...(versioned
        ? { useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' }
        : { useWorkerVersioning: false }),
    },
  });
}

/** Connects to Temporal, trying until it answers: a worker that starts first just waits. */
async function connect(settings: ProcessSettings, log: Logger): Promise<NativeConnection> {
  for (let told = false; ; told = true) {
    try {
      return await NativeConnection.connect(connectionOptionsOf(settings.temporal));
    } catch (error) {
      if (!told)
        log.warn(
          { err: error, address: settings.temporal.address },
          'Temporal does not answer yet; trying again every 2 s',
        );
      await delay(2_000);
    }
  }
}

/** Temporal's own log lines in ours, one JSON object a line with workflow ids; and its metrics for Prometheus. */
function installRuntime(log: Logger, { metricsAddress }: ProcessSettings): void {
  const levels = { ERROR: 'error', WARN: 'warn', INFO: 'info', DEBUG: 'debug', TRACE: 'debug' } as const;
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      // Of what Temporal attaches to a line, keep what finds the process again.
      const { sdkComponent: _component, taskToken: _token, ...kept } = meta ?? {};
      log[levels[level]](kept, message);
    }),
    ...(metricsAddress !== null && {
      telemetryOptions: { metrics: { prometheus: { bindAddress: metricsAddress } } },
    }),
    shutdownSignals: [],
  });
}
