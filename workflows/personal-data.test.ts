import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { waitFor } from '#dev/processes/wait-for.ts';
import { processEnvironment } from './testing/process-environment.ts';
import { startWorkers } from './testing/process-workers.ts';
import { recordHistory } from './testing/record-history.ts';

const days = (count: number) => count * 86_400_000;

let environment: TestWorkflowEnvironment;
let stopWorkers: () => Promise<void>;
/** What was done, in order, with the days since the process began. */
let done: string[];
let takenBack: boolean;
let began: number;
let collectFailures: number;

const note = async (what: string): Promise<void> => {
  const now = await environment.currentTimeMs();
  done.push(`${what} on day ${Math.round((now - began) / days(1))}`);
};

beforeAll(async () => {
  environment = await processEnvironment();
  stopWorkers = await startWorkers(environment, {
    waymark: {
      openErasure: async () => ({ waitMilliseconds: days(14), remindAfterMilliseconds: days(11) }),
      remindOfErasure: () => note('reminded'),
      leaveEverywhere: async () => {
        await note('left');
        return { status: takenBack ? 'cancelled' : 'erasing' };
      },
      eraseContent: () => note('content'),
      eraseTraces: () => note('traces'),
      eraseAccount: () => note('account'),
      eraseFarewell: async () => {
        await note('farewell');
        return { status: 'erased' };
      },
      collectArchive: async () => {
        collectFailures -= 1;
        if (collectFailures >= 0) throw ApplicationFailure.create({ message: 'away' });
        await note('collected');
        return { status: 'ready', keptMilliseconds: days(7) };
      },
      expireArchive: async () => {
        await note('expired');
        return { status: 'expired' };
      },
    },
  });
});
afterAll(async () => {
  await stopWorkers();
  await environment.teardown();
});
beforeEach(async () => {
  [done, takenBack, collectFailures, began] = [[], false, 0, await environment.currentTimeMs()];
});

const start = (type: string): Promise<WorkflowHandle> =>
  environment.client.workflow.start(type, {
    taskQueue: 'waymark',
    workflowId: `${type}:${randomUUID()}`,
    args: [{ organisationId: randomUUID(), archiveId: randomUUID(), erasureId: randomUUID() }],
  });

const erased = ['left', 'content', 'traces', 'account', 'farewell'];

test('ACC-8: an erasure waits 14 days, reminds on the eleventh, and then goes through every step', async () => {
  const handle = await start('erasePerson');
  expect(await handle.result()).toEqual({ status: 'erased' });
  expect(done).toEqual(['reminded on day 11', ...erased.map((step) => `${step} on day 14`)]);
  await recordHistory('erase-person.erased', handle);
});

test('ACC-8: an erasure that is taken back ends at once and erases nothing', async () => {
  const handle = await start('erasePerson');
  takenBack = true;
  await handle.signal('decide', { outboxId: randomUUID(), decision: 'erasure', choice: 'keep' });
  expect(await handle.result()).toEqual({ status: 'cancelled' });
  expect(done).toEqual(['left on day 0']);
  await recordHistory('erase-person.taken-back', handle);
});

test('ACC-8: the row decides: cancelled by operations while it waits, it ends; begun, nothing ends it half-way', async () => {
  const waiting = await start('erasePerson');
  takenBack = true;
  await waiting.signal('cancel', { outboxId: randomUUID() });
  expect(await waiting.result()).toEqual({ status: 'cancelled' });
  await recordHistory('erase-person.cancelled', waiting);
  [takenBack, done] = [false, []];
  const begun = await start('erasePerson');
  await begun.signal('cancel', { outboxId: randomUUID() });
  expect(await begun.result()).toEqual({ status: 'erased' });
  expect(done.map((step) => step.split(' ')[0])).toEqual(erased);
});

test('ACC-8: an archive is collected through faults, kept a week, and removed', async () => {
  collectFailures = 5;
  const handle = await start('exportPerson');
  expect(await handle.result()).toEqual({ status: 'expired' });
  expect(done).toEqual(['collected on day 0', 'expired on day 7']);
  await recordHistory('export-person.expired', handle);
});

test('ACC-8: an export can be stopped while it is collected', async () => {
  collectFailures = 1_000;
  const handle = await start('exportPerson');
  await waitFor('a try to collect', () => collectFailures < 1_000);
  await handle.signal('cancel', { outboxId: randomUUID() });
  expect(await handle.result()).toEqual({ status: 'cancelled' });
  await recordHistory('export-person.cancelled', handle);
});
