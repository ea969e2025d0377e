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
    reconcile: async () => ({ looked: 3, restarted: 1, failed: 0 }),
    cleanUp: async () => ({
      processesForgotten: { 'run-code': 2 },
      outboxRowsRemoved: 5,
      expiredRowsRemoved: {},
    }),
  };
  stopWorkers = await startWorkers(environment, {
    waymark,
    grading: { runCode: failsFirst, runVisitorCode: failsFirst },
    outward: { deliverMail: failsFirst },
  });
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

test('GRD-5: a visitor’s run goes on through faults of ours, and can be stopped', async () => {
  const finished = { failures: 4, outcome: { status: 'finished' } };
  expect(await run('run-visitor-code.finished', 'runVisitorCode', finished)).toEqual({ status: 'finished' });
  const endless = { failures: 1_000, outcome: {} };
  expect(await run('run-visitor-code.cancelled', 'runVisitorCode', endless, 'cancel')).toEqual({
    status: 'cancelled',
  });
});

test('COM-4: a mail is sent though the mail server is away for hours, and a refusal ends it', async () => {
  expect(
    await run('send-mail.sent-outward', 'sendMail', { failures: 50, outcome: { status: 'sent' } }),
  ).toEqual({
    status: 'sent',
  });
  expect(
    await run('send-mail.refused-outward', 'sendMail', { failures: 0, outcome: { status: 'refused' } }),
  ).toEqual({ status: 'refused' });
});

test('A9: a mail that is cancelled while the server is away ends without being sent', async () => {
  const outcome = { status: 'sent' };
  expect(await run('send-mail.cancelled', 'sendMail', { failures: 1_000, outcome }, 'cancel')).toEqual({
    status: 'cancelled',
  });
});

test('the reconciler and the housekeeping report what they did', async () => {
  expect(await run('reconcile.all-rows', 'reconcile', {})).toEqual({ looked: 3, restarted: 1, failed: 0 });
  expect(await run('housekeeping.by-kind', 'housekeeping', {})).toMatchObject({
    processesForgotten: { 'run-code': 2 },
  });
});
