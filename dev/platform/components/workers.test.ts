import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { gradingQueue, waymarkQueue } from '#temporal/task-queues.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import { createTestRun } from '../testing/platform-run.ts';
import { temporalSettings } from './temporal.ts';
import { startGradingWorker, startWaymarkWorker } from './workers.ts';

type Sample = { name: string; labels: string; value: number };

/** What Prometheus would read at an address; nothing while nobody answers there. */
async function scrape(port: number): Promise<Sample[]> {
  const text = await fetch(`http://127.0.0.1:${port}/metrics`).then(
    (response) => response.text(),
    () => '',
  );
  return [...text.matchAll(/^(\w+)\{(.*)\} (\S+)$/gm)].map(([, name, labels, value]) => ({
    name: name!,
    labels: labels!,
    value: Number(value),
  }));
}

/** Waits for a sample of one queue that is above nothing. */
async function sampleOf(port: number, name: string, ...labels: string[]): Promise<Sample> {
  return waitFor(`${name} of ${labels.join(', ')}`, async () =>
    (await scrape(port)).find(
      (sample) =>
        sample.name === name && labels.every((label) => sample.labels.includes(label)) && sample.value > 0,
    ),
  );
}

test('each worker process tells Prometheus, on this machine only, how long work waits and how many slots are free', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const temporal = await createTestNamespace();
  onTestFinished(() => temporal.close());
  const run = await createTestRun({
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
  });
  const { workerMetrics, gradingWorkerMetrics } = run.settings.ports;

  startWaymarkWorker(run, {
    ...run.settings.environment,
    DATABASE_URL: database.applicationUrl,
    DATABASE_RELAY_URL: database.relayUrl,
    JWT_SECRET: randomBytes(32).toString('hex'),
  });
  // No engine is there: what it measures of its queue does not depend on one.
  startGradingWorker(run, {
    graderUrl: database.graderUrl,
    temporal: temporalSettings(run),
    dockerSocket: path.join(run.settings.data, 'docker.sock'),
  });

  // The reconciler's process runs by itself once the worker is up, so there is work that has waited.
  const waymark = `task_queue="${waymarkQueue}"`;
  await sampleOf(workerMetrics, 'temporal_workflow_task_schedule_to_start_latency_count', waymark);
  await sampleOf(workerMetrics, 'temporal_activity_schedule_to_start_latency_count', waymark);
  await sampleOf(
    workerMetrics,
    'temporal_worker_task_slots_available',
    waymark,
    'worker_type="WorkflowWorker"',
  );
  const grading = [`task_queue="${gradingQueue}"`, 'worker_type="ActivityWorker"'];
  await sampleOf(gradingWorkerMetrics, 'temporal_worker_task_slots_available', ...grading);

  const outside = Object.values(networkInterfaces())
    .flat()
    .filter((found) => found?.family === 'IPv4' && !found.internal);
  for (const port of [workerMetrics, gradingWorkerMetrics])
    for (const found of outside)
      await expect(fetch(`http://${found!.address}:${port}/metrics`), found!.address).rejects.toThrow();
}, 180_000);
