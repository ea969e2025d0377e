import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Knex } from 'knex';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { sendMailProcess } from '#domain/processes/send-mail.ts';
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
  const { mailId, outboxId } = await inOrganisation(application, organisationId, (trx) =>
    beginMail(trx, {
      organisationId,
      userId: null,
      recipient: 'a@example.com',
      template: 'welcome',
      parameters: { name: 'A' },
    }),
  );
  await dispatchOutbox(relay, temporal.client, { only: [outboxId], atMost: 1 });
  const workflowId = `send-mail:${mailId}`;
  await owner('processes')
    .where({ workflow_id: workflowId })
    .update({ started_at: new Date(Date.now() - 60_000) });
  return { mailId, workflowId };
}

const reconcile = (client = temporal.client) =>
  new MockActivityEnvironment().run(createReconcilingActivities({ database: application, client }).reconcile);
const finish = () =>
  owner('processes').whereNull('finished_at').update({ state: 'sent', finished_at: owner.fn.now() });
const dueAgain = () => owner('processes').update({ checked_at: owner.fn.now() });
const deliver = () => dispatchOutbox(relay, temporal.client, { atMost: 100 });

test('a process that runs is left alone', async () => {
  await startedMail();
  expect(await reconcile()).toEqual({ looked: 1, restarted: 0, failed: 0, eventsPassedOn: 0 });
  await finish();
  expect(await reconcile()).toEqual({ looked: 0, restarted: 0, failed: 0, eventsPassedOn: 0 });
});

test('GRD-6: after Temporal’s store is gone every unfinished row is started again, once', async () => {
  const { workflowId } = await startedMail();
  // To the client a new, empty namespace is what a deleted database file is.
  const emptied = await createTestNamespace();
  expect(await reconcile(emptied.client)).toEqual({ looked: 1, restarted: 1, failed: 0, eventsPassedOn: 0 });
  expect(await reconcile(emptied.client)).toEqual({ looked: 0, restarted: 0, failed: 0, eventsPassedOn: 0 });
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
  // Temporal's list of what runs lags a moment behind.
  await expect
    .poll(() => reconcile(), { timeout: 20_000 })
    .toEqual({ looked: 1, restarted: 1, failed: 0, eventsPassedOn: 0 });
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
  expect(await ensureSchedules(temporal.client)).toEqual(['reconcile', 'housekeeping', 'remind']);
  expect(await ensureSchedules(temporal.client)).toEqual([]);
  await temporal.client.schedule.getHandle('reconcile').delete();
  await expect.poll(() => ensureSchedules(temporal.client), { timeout: 20_000 }).toEqual(['reconcile']);
});

test('A18: a schedule that the code describes otherwise than the cluster does is changed', async () => {
  const handle = temporal.client.schedule.getHandle('housekeeping');
  await handle.update(({ spec, action, policies, state }) => ({
    spec,
    action: action,
    policies,
    state: { ...state, note: 'older' },
  }));
  await expect.poll(() => ensureSchedules(temporal.client), { timeout: 20_000 }).toEqual(['housekeeping']);
  expect(await ensureSchedules(temporal.client)).toEqual([]);
});

test('A4: however many processes are stuck, a lost one is found in the same pass', async () => {
  const { workflowId } = await startedMail();
  await temporal.client.workflow.getHandle(workflowId).terminate();
  // Older than the lost one, unfinished, and waiting in the outbox or not due: what filled the window of 500 before.
  await owner.raw(
    `insert into processes (workflow_id, organisation_id, kind, row_id, state, input, started_at)
     select 'run-code:' || id, ?, 'run-code', id, 'queued', '{}', now() - interval '1 day' from (select uuidv7() as id from generate_series(1, 6000)) rows`,
    [organisationId],
  );
  await owner('processes')
    .where({ kind: 'run-code' })
    .update({ checked_at: new Date(Date.now() + 600_000) });
  const [bad] = await owner('processes').where({ kind: 'run-code' }).limit(1);
  // One whose row cannot be changed ends nothing but itself.
  await owner('processes').where({ workflow_id: bad.workflow_id }).update({ checked_at: owner.fn.now() });
  await owner.raw(`create function refuse_it() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger refuse_it before insert on outbox for each row when (new.workflow_id like 'run-code:%') execute function refuse_it()`);
  await expect
    .poll(() => reconcile(), { timeout: 20_000 })
    .toEqual({ looked: 2, restarted: 1, failed: 1, eventsPassedOn: 0 });
  await owner.raw('drop trigger refuse_it on outbox; drop function refuse_it()');
  await owner('processes').where({ kind: 'run-code' }).del();
  await finish();
});

test('A4: a process that fails at once each time it is started rests longer each time, and is for a person after five', async () => {
  const { workflowId } = await startedMail();
  for (let restart = 1; restart <= 5; restart += 1) {
    await temporal.client.workflow.getHandle(workflowId).terminate();
    await dueAgain();
    // Temporal's list of what runs lags a moment behind.
    await expect.poll(() => reconcile(), { timeout: 20_000 }).toMatchObject({ restarted: 1 });
    expect(await reconcile()).toMatchObject({ restarted: 0 });
    await deliver();
  }
  expect(await owner('processes').where({ workflow_id: workflowId }).first()).toMatchObject({
    restarts: 5,
    needs_person: true,
  });
  await finish();
});

test('B5: each pass also delivers what a provider told before its process was known, once however often it runs', async () => {
  const { workflowId } = await startedMail();
  const told = { provider: 'stripe', type: 'told', state: 'received', body_hash: Buffer.alloc(1) } as const;
  await owner('webhook_events').insert({ ...told, event_id: 'evt_1', refers_to: [workflowId], body: '{}' });
  const subscriptions = [
    { provider: 'stripe', type: 'told', process: sendMailProcess, whenEnded: 'ignored' },
  ] as const;
  const { reconcile: pass } = createReconcilingActivities({
    database: application,
    client: temporal.client,
    subscriptions,
  });
  const run = () => new MockActivityEnvironment().run(pass);
  expect(await run()).toMatchObject({ eventsPassedOn: 1, failed: 0 });
  expect(await run()).toMatchObject({ eventsPassedOn: 0, failed: 0 });
  expect(await owner('worker_heartbeats').where({ worker: 'schedule:reconcile' })).toHaveLength(1);
  await deliver();
  expect(await owner('webhook_events').first()).toMatchObject({
    state: 'delivered',
    workflow_id: workflowId,
  });
});

test('housekeeping forgets each kind of process by its definition, with its story and rows, settled messages after a week, and nothing else', async () => {
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
  await owner('processes').del();
  const [kept, gone, unfinished] = [await startedMail(), await startedMail(), await startedMail()];
  const endedAgo = (mail: { workflowId: string }, days: number) =>
    owner('processes')
      .where({ workflow_id: mail.workflowId })
      .update({ state: 'sent', finished_at: new Date(Date.now() - days * 86_400_000) });
  await endedAgo(kept, 89);
  await endedAgo(gone, 91);
  await owner('processes')
    .where({ workflow_id: unfinished.workflowId })
    .update({ started_at: new Date(0) });
  await owner('process_events').insert({
    organisation_id: organisationId,
    workflow_id: gone.workflowId,
    event: 'sent',
  });
  const { cleanUp } = createHousekeepingActivities({ database: application, relayDatabase: relay });
  const report = await new MockActivityEnvironment().run(cleanUp);
  expect(report).toMatchObject({ processesForgotten: { 'send-mail': 1 }, outboxRowsRemoved: 1 });
  expect(await owner('worker_heartbeats').where({ worker: 'schedule:housekeeping' })).toHaveLength(1);
  expect(await new MockActivityEnvironment().run(cleanUp)).toMatchObject({
    processesForgotten: { 'send-mail': 0 },
    outboxRowsRemoved: 0,
  });
  const ids = (await owner('mails').select('id')).map(({ id }) => id);
  expect(ids).not.toContain(gone.mailId);
  expect(ids).toEqual(expect.arrayContaining([kept.mailId, unfinished.mailId]));
  expect(await owner('process_events').where({ workflow_id: gone.workflowId })).toEqual([]);
  expect(
    (await owner('outbox').where('workflow_id', 'like', 'old:%').orderBy('status')).map(
      ({ status }) => status,
    ),
  ).toEqual(['dead', 'pending']);
});
