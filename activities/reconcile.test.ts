import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Knex } from 'knex';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { connectTemporal } from '#temporal/connect.ts';
import { dispatchOutbox } from '#temporal/dispatch-outbox.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { ensureSchedules } from '#temporal/schedules.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { createHousekeepingActivities } from './housekeeping.ts';
import { createReconcilingActivities } from './reconcile.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let relay: Knex;
let temporal: TestNamespace;
let organisationId: string;

beforeAll(async () => {
  [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()]);
  [owner, application, relay] = [database.ownerUrl, database.applicationUrl, database.relayUrl].map((url) =>
    openDatabase(url),
  ) as [Knex, Knex, Knex];
  const [row] = await owner('organisations').insert({ slug: 'demo', name: 'Demo' }).returning('id');
  organisationId = row.id;
});

afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy(), relay.destroy(), temporal.close()]);
  await database.drop();
});

/** A mail whose start was delivered a minute ago. */
async function startedMail(): Promise<{ mailId: string; workflowId: string }> {
  const outboxId = await inOrganisation(application, organisationId, (trx) =>
    beginMail(trx, {
      organisationId,
      userId: null,
      recipient: 'a@example.com',
      template: 'welcome',
      parameters: { name: 'A' },
    }),
  );
  await dispatchOutbox(relay, temporal.client, { only: [outboxId], atMost: 1 });
  const { workflow_id: workflowId } = await owner('outbox').where({ id: outboxId }).first();
  const mailId = workflowId.split(':')[1];
  await owner('mails')
    .where({ id: mailId })
    .update({ created_at: new Date(Date.now() - 60_000) });
  return { mailId, workflowId };
}

const reconcile = (client = temporal.client) =>
  new MockActivityEnvironment().run(createReconcilingActivities({ database: application, client }).reconcile);
const finish = () => owner('mails').update({ status: 'sent' });
const deliver = () => dispatchOutbox(relay, temporal.client, { atMost: 100 });

test('a process that runs is left alone', async () => {
  await startedMail();
  expect(await reconcile()).toEqual({ looked: 1, restarted: 0 });
  await finish();
  expect(await reconcile()).toEqual({ looked: 0, restarted: 0 });
});

test('GRD-6: after Temporal’s store is gone every unfinished row is started again, once', async () => {
  const { workflowId } = await startedMail();
  // To the client a new, empty namespace is what a deleted database file is.
  const emptied = await createTestNamespace();
  expect(await reconcile(emptied.client)).toEqual({ looked: 1, restarted: 1 });
  expect(await reconcile(emptied.client)).toEqual({ looked: 0, restarted: 0 });
  await dispatchOutbox(relay, emptied.client, { atMost: 100 });
  expect((await emptied.client.workflow.getHandle(workflowId).describe()).status.name).toBe('RUNNING');
  expect(await owner('process_events').where({ workflow_id: workflowId, event: 'restarted' })).toHaveLength(
    1,
  );
  await emptied.close();
  await finish();
});

test('a process that was ended from outside while its row is unfinished runs again under its id', async () => {
  const { workflowId } = await startedMail();
  await temporal.client.workflow.getHandle(workflowId).terminate();
  expect(await reconcile()).toEqual({ looked: 1, restarted: 1 });
  await deliver();
  expect((await temporal.client.workflow.getHandle(workflowId).describe()).status.name).toBe('RUNNING');
  await finish();
});

test('while Temporal cannot be asked nothing is started', async () => {
  await startedMail();
  const away = connectTemporal({ address: '127.0.0.1:1', namespace: 'default' });
  await expect(reconcile(away.client)).rejects.toThrow(/cannot be asked/);
  expect(await owner('outbox').where({ status: 'pending' })).toEqual([]);
  await away.close();
  await finish();
});

test('lost schedules come back, and run at once; present ones are left alone', async () => {
  expect(await ensureSchedules(temporal.client)).toEqual(['reconcile', 'housekeeping']);
  expect(await ensureSchedules(temporal.client)).toEqual([]);
  await temporal.client.schedule.getHandle('reconcile').delete();
  await expect.poll(() => ensureSchedules(temporal.client), { timeout: 20_000 }).toEqual(['reconcile']);
});

test('housekeeping forgets runs after an hour and settled messages after a week, and nothing else', async () => {
  const old = new Date(Date.now() - 8 * 86_400_000);
  const message = {
    organisation_id: organisationId,
    kind: 'start',
    workflow_type: 'x',
    arguments: {},
    created_at: old,
  };
  await owner('outbox').insert(
    ['delivered', 'pending', 'dead'].map((status) => ({ ...message, status, workflow_id: `old:${status}` })),
  );
  const { cleanUp } = createHousekeepingActivities({ database: application, relayDatabase: relay });
  expect(await new MockActivityEnvironment().run(cleanUp)).toEqual({
    runsForgotten: 0,
    outboxRowsRemoved: 1,
  });
  expect(await new MockActivityEnvironment().run(cleanUp)).toEqual({
    runsForgotten: 0,
    outboxRowsRemoved: 0,
  });
  expect(
    (await owner('outbox').where('workflow_id', 'like', 'old:%').orderBy('status')).map(
      ({ status }) => status,
    ),
  ).toEqual(['dead', 'pending']);
});
