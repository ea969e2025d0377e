import path from 'node:path';
import process from 'node:process';
import type { TemporalSettings } from '#temporal/connection-settings.ts';
import { machineEnvironment } from '../platform-run.ts';
import type { PlatformRun } from '../platform-run.ts';
import { root } from '../settings.ts';

/** The worker of the queues that need no Docker: workflows, outbox relay, reconciler, mail. */
export function startWaymarkWorker(run: PlatformRun, environment: NodeJS.ProcessEnv): void {
  run.supervise({
    name: 'worker',
    stop: 'workers',
    program: process.execPath,
    parameters: [path.join(root, 'workers/all.ts')],
    folder: root,
    environment: { ...environment, ...metricsAt(run.settings.ports.workerMetrics) },
    stopWithinMs: 15_000,
    sources: ['activities', 'domain', 'models', 'sandbox', 'temporal', 'workers', 'workflows'],
  });
}

/** The worker that holds the Docker socket: it gets the grader's role and no secret of the application. */
export function startGradingWorker(
  run: PlatformRun,
  parts: { graderUrl: string; temporal: TemporalSettings; dockerSocket: string },
): void {
  const { settings } = run;
  const chosen = Object.entries(settings.environment).filter(([name]) =>
    /^(GRADING_|SANDBOX_|TEMPORAL_TLS|TEMPORAL_API_KEY$)/.test(name),
  );
  run.supervise({
    name: 'grading-worker',
    stop: 'workers',
    program: process.execPath,
    parameters: [path.join(root, 'workers/docker.ts')],
    folder: root,
    environment: {
      ...machineEnvironment(),
      ...Object.fromEntries(chosen),
      NODE_ENV: 'production',
      WAYMARK_MODE: settings.mode,
      WAYMARK_DATA: settings.data,
      DATABASE_GRADER_URL: parts.graderUrl,
      TEMPORAL_ADDRESS: parts.temporal.address,
      TEMPORAL_NAMESPACE: parts.temporal.namespace,
      DOCKER_SOCKET: parts.dockerSocket,
      SANDBOX_LABEL: settings.sandboxLabel,
      ...metricsAt(settings.ports.gradingWorkerMetrics),
    },
    stopWithinMs: 15_000,
    sources: ['activities', 'domain', 'models', 'sandbox', 'temporal', 'workers'],
  });
}

/** Each process needs a port of its own for its metrics; they tell what runs, so only this machine reads them. */
const metricsAt = (port: number) => ({ WORKER_METRICS_ADDRESS: `127.0.0.1:${port}` });
