import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processEnvironment } from './testing/process-environment.ts';
import { startWorkers } from './testing/process-workers.ts';
import { recordHistory } from './testing/record-history.ts';

let environment: TestWorkflowEnvironment;
let stopWorkers: () => Promise<void>;
/** What the activities did, and when on the skipped clock. */
const done = new Map<string, { name: string; at: number }[]>();
const read = new Set<string>();
const unmailed = new Set<string>();

const tenMinutes = 600_000;

beforeAll(async () => {
  environment = await processEnvironment();
  const note = async (notificationId: string, name: string) => {
    const at = await environment.currentTimeMs();
    done.set(notificationId, [...(done.get(notificationId) ?? []), { name, at }]);
  };
  stopWorkers = await startWorkers(environment, {
    waymark: {
      showNotification: async ({ notificationId }: { notificationId: string }) => {
        await note(notificationId, 'show');
        return { status: unmailed.has(notificationId) ? 'settled' : 'shown', holdMilliseconds: tenMinutes };
      },
      mailNotification: async ({ notificationId }: { notificationId: string }) => {
        await note(notificationId, 'mail');
        return { status: read.has(notificationId) ? 'settled' : 'mailed' };
      },
      beginReminders: async () => ({ dueSoon: 2, processes: 1 }),
    },
  });
});
afterAll(async () => {
  await stopWorkers();
  await environment.teardown();
});

async function start() {
  const notificationId = randomUUID();
  const handle = await environment.client.workflow.start('notify', {
    taskQueue: 'waymark',
    workflowId: `notify:${notificationId}`,
    args: [{ organisationId: randomUUID(), notificationId }],
  });
  return { notificationId, handle };
}

const namesOf = (id: string) => (done.get(id) ?? []).map(({ name }) => name);

test('COM-4: what nobody reads in the panel is mailed after its time', async () => {
  const { notificationId, handle } = await start();
  expect(await handle.result()).toEqual({ status: 'mailed' });
  const [shown, mailed] = done.get(notificationId)!;
  expect([shown!.name, mailed!.name]).toEqual(['show', 'mail']);
  expect(mailed!.at - shown!.at).toBeGreaterThanOrEqual(tenMinutes);
  await recordHistory('notify.mailed', handle);
});

test('COM-4: what is read in the panel is over at once, without a mail', async () => {
  const { notificationId, handle } = await start();
  await expect.poll(() => namesOf(notificationId)).toEqual(['show']);
  read.add(notificationId);
  await handle.signal('decide', { outboxId: randomUUID(), decision: 'hold', choice: 'leave' });
  expect(await handle.result()).toEqual({ status: 'settled' });
  const [shown, settled] = done.get(notificationId)!;
  expect(settled!.at - shown!.at).toBeLessThan(tenMinutes);
  await recordHistory('notify.read', handle);
});

test('COM-4: what its reader wants in the panel only is told with that', async () => {
  const notificationId = randomUUID();
  unmailed.add(notificationId);
  const handle = await environment.client.workflow.start('notify', {
    taskQueue: 'waymark',
    workflowId: `notify:${notificationId}`,
    args: [{ organisationId: randomUUID(), notificationId }],
  });
  expect(await handle.result()).toEqual({ status: 'settled' });
  expect(namesOf(notificationId)).toEqual(['show']);
  await recordHistory('notify.panel-only', handle);
});

test('COM-4: what is cancelled while it waits is not mailed', async () => {
  const { notificationId, handle } = await start();
  await expect.poll(() => namesOf(notificationId)).toEqual(['show']);
  await handle.signal('cancel', { outboxId: randomUUID() });
  expect(await handle.result()).toEqual({ status: 'cancelled' });
  expect(namesOf(notificationId)).toEqual(['show']);
  await recordHistory('notify.cancelled', handle);
});

test('what people are to be told by the clock is begun, and reported', async () => {
  const handle = await environment.client.workflow.start('remind', {
    taskQueue: 'waymark',
    workflowId: `remind:${randomUUID()}`,
    args: [],
  });
  expect(await handle.result()).toEqual({ dueSoon: 2, processes: 1 });
  await recordHistory('remind.done', handle);
});
