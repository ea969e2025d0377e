import { randomUUID } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workflowBundle } from '#dev/testing/workflow-bundle.ts';
import { deliver } from './deliver.ts';
import type { OutboxRow } from './outbox-row.ts';
import { createTestNamespace } from './testing/namespace.ts';
import type { TestNamespace } from './testing/namespace.ts';

let temporal: TestNamespace;
let stopProcesses: () => Promise<void>;
const ran: string[] = [];

beforeAll(async () => {
  temporal = await createTestNamespace();
  const worker = await Worker.create({
    connection: temporal.connection,
    namespace: temporal.namespace,
    taskQueue: 'waymark',
    workflowBundle: await workflowBundle(),
    activities: {},
  });
  const running = worker.run();
  stopProcesses = async () => {
    worker.shutdown();
    await running;
  };
});
afterAll(async () => {
  await stopProcesses();
  await temporal.close();
});

/** Starts a run as the outbox does, and waits until it stands in the queue of the graders. */
async function wish(organisation: string, name: string, priority: 2 | 3): Promise<void> {
  const row: OutboxRow = {
    ...{ id: randomUUID(), organisation_id: organisation, kind: 'start', workflow_type: 'runCode' },
    ...{
      workflow_id: `run-code:${randomUUID()}`,
      signal_name: null,
      restart: false,
      attempts: 0,
      refusals: 0,
    },
    arguments: { start: { name } },
    search_attributes: { process: 'run-code', priority },
  };
  expect(await deliver(temporal.client, row)).toEqual({ outcome: 'delivered' });
  const handle = temporal.client.workflow.getHandle(row.workflow_id);
  const pending = async () => (await handle.describe()).raw.pendingActivities?.length;
  await expect.poll(pending, { timeout: 30_000 }).toBe(1);
}

/** One grader with one slot works until it has done `count`. @returns what it did, in order */
async function grade(count: number): Promise<string[]> {
  const before = ran.length;
  const worker = await Worker.create({
    connection: temporal.connection,
    namespace: temporal.namespace,
    taskQueue: 'grading',
    activities: {
      runCode: async ({ name }: { name: string }) => {
        ran.push(name);
        return { status: 'finished' };
      },
    },
    maxConcurrentActivityTaskExecutions: 1,
    maxConcurrentActivityTaskPolls: 1,
  });
  await worker.runUntil(expect.poll(() => ran.length - before, { timeout: 60_000 }).toBe(count));
  return ran.slice(before);
}

test('GRD-10: with one slot, what is handed in goes before what is only tried, whoever came first', async () => {
  const school = randomUUID();
  for (const name of ['tried 1', 'tried 2', 'tried 3']) await wish(school, name, 3);
  await wish(school, 'handed in', 2);
  expect((await grade(4))[0]).toBe('handed in');
});

test('A7: with one slot, an organisation that fills the queue leaves the next turns to others', async () => {
  const [large, small] = [randomUUID(), randomUUID()];
  for (let number = 1; number <= 8; number += 1) await wish(large, `large ${number}`, 3);
  await wish(small, 'small', 3);
  expect((await grade(9)).indexOf('small')).toBeLessThan(4);
});
