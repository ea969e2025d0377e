import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processEnvironment } from './testing/process-environment.ts';
import { startWorkers } from './testing/process-workers.ts';
import { recordHistory } from './testing/record-history.ts';

let environment: TestWorkflowEnvironment;
let stopWorkers: () => Promise<void>;

/** Fails as often as the input says, then gives what the input says. */
async function failsFirst({ failures, outcome }: { failures: number; outcome: object }): Promise<object> {
  if (Context.current().info.attempt <= failures) throw ApplicationFailure.create({ message: 'away' });
  return outcome;
}

beforeAll(async () => {
  environment = await processEnvironment();
  const waymark = {
    deliverMail: failsFirst,
    reconcile: async () => ({ looked: 3, restarted: 1 }),
    cleanUp: async () => ({ runsForgotten: 2, outboxRowsRemoved: 5 }),
  };
  stopWorkers = await startWorkers(environment, { waymark, grading: { runCode: failsFirst } });
});
afterAll(async () => {
  await stopWorkers();
  await environment.teardown();
});

/** Starts a process and waits for what it returns. */
async function run(name: string, type: string, input: object, signal?: string): Promise<unknown> {
  const handle = await environment.client.workflow.start(type, {
    taskQueue: 'waymark',
    workflowId: `${type}:${randomUUID()}`,
    args: [input],
  });
  if (signal) await handle.signal(signal, { outboxId: randomUUID() });
  const outcome: unknown = await handle.result();
  await recordHistory(name, handle);
  return outcome;
}

test('GRD-5: a free run goes on through faults of ours', async () => {
  expect(await run('run-code.finished', 'runCode', { failures: 4, outcome: { status: 'finished' } })).toEqual(
    { status: 'finished' },
  );
});

test('GRD-5: a free run can be stopped before it begins', async () => {
  expect(await run('run-code.cancelled', 'runCode', { failures: 1_000, outcome: {} }, 'cancel')).toEqual({
    status: 'cancelled',
  });
});

test('COM-4: a mail is sent though the mail server is away for hours, and a refusal ends it', async () => {
  expect(await run('send-mail.sent', 'sendMail', { failures: 50, outcome: { status: 'sent' } })).toEqual({
    status: 'sent',
  });
  expect(await run('send-mail.refused', 'sendMail', { failures: 0, outcome: { status: 'refused' } })).toEqual(
    { status: 'refused' },
  );
});

test('the reconciler and the housekeeping report what they did', async () => {
  expect(await run('reconcile.done', 'reconcile', {})).toEqual({ looked: 3, restarted: 1 });
  expect(await run('housekeeping.done', 'housekeeping', {})).toEqual({
    runsForgotten: 2,
    outboxRowsRemoved: 5,
  });
});
