import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCodeProcess } from '#domain/processes/run-code.ts';
import type { ScheduleSpecification } from '#models/processes/outbox.ts';
import { deliver } from './deliver.ts';
import type { OutboxRow } from './outbox-row.ts';

// All definitions name the same queue today; one that does not shows who reads it.
const { queue } = runCodeProcess;
beforeAll(() => void Object.assign(runCodeProcess, { queue: 'planning' }));
afterAll(() => void Object.assign(runCodeProcess, { queue }));

const row = (changed: Partial<OutboxRow>): OutboxRow => ({
  ...{ id: 'message', organisation_id: null, kind: 'start', workflow_type: 'runCode' },
  ...{ workflow_id: 'run-code:1', signal_name: null, arguments: { start: {} }, search_attributes: {} },
  ...{ restart: false, attempts: 0, refusals: 0 },
  ...changed,
});

/** @returns the queues that Temporal is asked for when the message is delivered */
async function queuesAskedFor(message: OutboxRow): Promise<string[]> {
  const asked: string[] = [];
  const start = (_type: string, { taskQueue }: { taskQueue: string }) =>
    Promise.resolve(asked.push(taskQueue));
  const client = {
    connection: { withDeadline: (_until: number, call: () => Promise<unknown>) => call() },
    workflow: { start, signalWithStart: start },
    schedule: {
      getHandle: () => ({ describe: () => Promise.resolve({ state: { note: 'another' } }), update }),
    },
  } as unknown as Client;
  async function update(change: (before: object) => { action: { taskQueue: string } }) {
    asked.push(change({ state: {} }).action.taskQueue);
  }
  expect(await deliver(client, message)).toEqual({ outcome: 'delivered' });
  return asked;
}

const schedule = { cron: '0 6 * * *', timeZone: 'UTC', workflowType: 'runCode', input: {} };

test.for<[string, Partial<OutboxRow>]>([
  ['a start', {}],
  ['a signal with a start', { kind: 'signal_with_start', signal_name: 'outside_event' }],
  [
    'a schedule',
    { kind: 'schedule_put', arguments: { schedule: schedule as unknown as ScheduleSpecification } },
  ],
])('%s goes to the queue that the definition names', async ([, changed]) => {
  expect(await queuesAskedFor(row(changed))).toEqual(['planning']);
});

test('another process stays on its own queue, and so does what is no process of ours', async () => {
  expect(await queuesAskedFor(row({ workflow_type: 'sendMail' }))).toEqual(['waymark']);
  expect(await queuesAskedFor(row({ workflow_type: 'reconcile' }))).toEqual(['waymark']);
});
