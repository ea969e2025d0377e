import { MockActivityEnvironment } from '@temporalio/testing';
import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { faultsBeforeParked } from '#domain/processes/waiting.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { recordingFaults } from './recording-faults.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let organisationId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, application] = [openDatabase(database.ownerUrl), openDatabase(database.applicationUrl)];
  const [organisation] = await owner('organisations')
    .insert({ slug: 'faults', name: 'Faults' })
    .returning<{ id: string }[]>('id');
  organisationId = organisation!.id;
});
afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});

async function beginOne(): Promise<string> {
  const mail = { organisationId, userId: null, recipient: 'a@example.com' };
  const { mailId } = await inOrganisation(application, organisationId, (trx) =>
    beginMail(trx, { ...mail, template: 'welcome', parameters: { name: 'A' } }),
  );
  return `send-mail:${mailId}`;
}

/** @returns in how many seconds it is tried again; null: its own retry policy decides */
async function fail(workflowId: string, error: Error, soon?: true): Promise<string | null> {
  const process = { organisationId, workflowId, ...(soon && { soon }) };
  const failing = () => recordingFaults(application, process, () => Promise.reject(error));
  const failure = await new MockActivityEnvironment().run(failing).catch((thrown: unknown) => thrown);
  return (failure as { nextRetryDelay?: string | null }).nextRetryDelay ?? null;
}
const row = (workflowId: string) => owner('processes').where({ workflow_id: workflowId }).first();
const events = (workflowId: string) =>
  owner('process_events').where({ workflow_id: workflowId }).orderBy('id').pluck('event');
const withCode = (code: string) => Object.assign(new Error(`SQLSTATE ${code}`), { code });

test('A16: a step that fails by a fault of ours is for a person after five, and rests longer each time', async () => {
  const workflowId = await beginOne();
  const rests: (string | null)[] = [];
  // Whatever the step failed of: the five need not be the same.
  for (let fault = 1; fault <= faultsBeforeParked + 1; fault += 1)
    rests.push(await fail(workflowId, new Error(`fault ${fault}`)));
  expect(await row(workflowId)).toMatchObject({ needs_person: true, fault_code: 'step_fault' });
  expect(rests.slice(0, faultsBeforeParked - 1)).toEqual(Array(faultsBeforeParked - 1).fill(null));
  expect(rests.slice(faultsBeforeParked - 1).every((rest) => rest !== null)).toBe(true);
  expect(await events(workflowId)).toEqual(['fault', 'parked']);
});

test('A16: a quick step is told of in the same way, and tried again as soon as ever', async () => {
  const workflowId = await beginOne();
  for (let fault = 1; fault <= faultsBeforeParked + 1; fault += 1)
    expect(await fail(workflowId, new Error('a quick fault'), true)).toBeNull();
  expect(await row(workflowId)).toMatchObject({ needs_person: true });
});

test('A16: a database that is away, full, shut down or in a deadlock is an outage, and parks nothing', async () => {
  const workflowId = await beginOne();
  const socket = Object.assign(withCode('ENOENT'), { syscall: 'connect' });
  const away = [...['08006', '53300', '57P01', '40P01', 'ECONNREFUSED'].map(withCode), socket];
  for (const error of [...away, Object.assign(new Error('by Objection'), { nativeError: away[0] })])
    await fail(workflowId, error);
  expect(await row(workflowId)).toMatchObject({
    ...{ needs_person: false, fault_code: 'database_unavailable', waiting_for: 'database', fault_count: 7 },
  });
  expect(await events(workflowId)).toEqual(['fault']);
});

test('A16: a statement that is too slow and a file that is missing are faults of ours', async () => {
  const workflowId = await beginOne();
  const missing = Object.assign(withCode('ENOENT'), { syscall: 'mkdtemp' });
  for (let round = 0; round < faultsBeforeParked; round += 1)
    await fail(workflowId, round % 2 === 0 ? withCode('57014') : missing);
  expect(await row(workflowId)).toMatchObject({ needs_person: true });
});

test('A16: faults that take turns are told once an hour each, and those of ours count together', async () => {
  const workflowId = await beginOne();
  for (let round = 1; round <= faultsBeforeParked; round += 1) {
    await fail(workflowId, withCode('53300'));
    expect(await row(workflowId)).toMatchObject({ needs_person: false });
    await fail(workflowId, new Error('ours'));
  }
  expect(await row(workflowId)).toMatchObject({ needs_person: true });
  const told = await events(workflowId);
  expect(told.filter((event) => event === 'parked')).toHaveLength(1);
  // One of each; two when the hour turned meanwhile.
  expect([2, 3, 4]).toContain(told.filter((event) => event === 'fault').length);
});
